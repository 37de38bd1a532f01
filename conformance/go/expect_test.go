package conformance

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/googleapis/gax-go/v2/apierror"
	"google.golang.org/api/googleapi"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
)

// Error messages of the service.
const (
	queueMissing  = "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize."
	queueExists   = "Queue already exists"
	queueTooSoon  = "The queue cannot be created because a queue with this name existed too recently."
	entityMissing = "Requested entity was not found."
	taskExists    = "Requested entity already exists"
	taskGone      = "The task no longer exists, though a task with this name existed recently. " +
		"The task either successfully completed or was deleted."
	payloadMissing = "Task.payload_type is not set."
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// equal compares values: messages as messages, and an absent message with nil.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	gotMessage, isMessage := got.(proto.Message)
	wantMessage, _ := want.(proto.Message)
	same := reflect.DeepEqual(got, want)
	if isMessage {
		same = want == nil && !gotMessage.ProtoReflect().IsValid() || wantMessage != nil && proto.Equal(gotMessage, wantMessage)
	}
	if !same {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// eventually repeats a check until it succeeds, for half a minute at most.
func eventually(t *testing.T, what string, ask func() bool) {
	t.Helper()
	for end := time.Now().Add(patience / 2); !ask(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %v", what, patience/2)
		}
	}
}

// refusal is an error as the client reports it: the name of its code, and the message of the service.
type refusal struct {
	code, text string
	details    apierror.ErrDetails
}

// statusOf reads an error of either transport. Over REST the client guesses a code from the HTTP status; the body has it.
func statusOf(t *testing.T, err error) refusal {
	t.Helper()
	var api *apierror.APIError
	if !errors.As(err, &api) {
		t.Fatalf("not an error of the API: %v", err)
	}
	var rest *googleapi.Error
	if !errors.As(err, &rest) {
		return refusal{codeNames[api.GRPCStatus().Code()], api.GRPCStatus().Message(), api.Details()}
	}
	var body struct{ Error struct{ Status string } }
	must(t, json.Unmarshal([]byte(rest.Body), &body))
	equal(t, "HTTP status", rest.Code, statusCodes[body.Error.Status])
	return refusal{body.Error.Status, rest.Message, api.Details()}
}

// refused expects an error with this code and, unless it is empty, this message. It returns the error's details.
func refused(t *testing.T, err error, code, text string) apierror.ErrDetails {
	t.Helper()
	if err == nil {
		t.Fatalf("accepted; want %s %q", code, text)
	}
	got := statusOf(t, err)
	if got.code != code || text != "" && got.text != text {
		t.Errorf("got %s %q, want %s %q", got.code, got.text, code, text)
	}
	return got.details
}

// statusCodes are the HTTP statuses of the codes.
var statusCodes = map[string]int{
	"INVALID_ARGUMENT":    http.StatusBadRequest,
	"FAILED_PRECONDITION": http.StatusBadRequest,
	"PERMISSION_DENIED":   http.StatusForbidden,
	"NOT_FOUND":           http.StatusNotFound,
	"ALREADY_EXISTS":      http.StatusConflict,
	"ABORTED":             http.StatusConflict,
}

var codeNames = map[codes.Code]string{
	codes.InvalidArgument:    "INVALID_ARGUMENT",
	codes.FailedPrecondition: "FAILED_PRECONDITION",
	codes.PermissionDenied:   "PERMISSION_DENIED",
	codes.NotFound:           "NOT_FOUND",
	codes.AlreadyExists:      "ALREADY_EXISTS",
	codes.Aborted:            "ABORTED",
}
