package conformance

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"os"
	"testing"
	"time"

	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/durationpb"
)

const patience = time.Minute

// A session is a test over one transport, with its own client and project.
type session struct {
	*Client
	t        *testing.T
	ctx      context.Context
	project  string
	location string
}

// overBoth runs a test over gRPC and over REST.
func overBoth(t *testing.T, test func(t *testing.T, s *session)) {
	overGRPC(t, test)
	t.Run("REST", func(t *testing.T) {
		client, err := newRESTClient(t.Context(), option.WithEndpoint("http://"+server()), option.WithoutAuthentication())
		test(t, newSession(t, client, err))
	})
}

// overGRPC runs a test of a feature that REST does not have.
func overGRPC(t *testing.T, test func(t *testing.T, s *session)) {
	t.Run("gRPC", func(t *testing.T) {
		client, err := newGRPCClient(t.Context(), option.WithEndpoint(server()), option.WithoutAuthentication(),
			option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
		test(t, newSession(t, client, err))
	})
}

// server is the HOST:PORT of the running server.
func server() string {
	return os.Getenv("CONFORMANCE_SERVER")
}

func newSession(t *testing.T, client *Client, err error) *session {
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(func() {
		cancel()
		_ = client.Close()
	})
	project := "conformance-" + unique()
	return &session{client, t, ctx, project, "projects/" + project + "/locations/us-central1"}
}

// unique returns a name that no other test uses.
func unique() string {
	random := make([]byte, 6)
	_, _ = rand.Read(random)
	return hex.EncodeToString(random)
}

func (s *session) queueName(id string) string {
	return s.location + "/queues/" + id
}

// create creates a queue in this session's location.
func (s *session) create(queue *Queue) *Queue {
	s.t.Helper()
	created, err := s.CreateQueue(s.ctx, &CreateQueueRequest{Parent: s.location, Queue: queue})
	must(s.t, err)
	return created
}

// pushQueue creates a push queue that retries quickly, and returns its name.
func (s *session) pushQueue() string {
	s.t.Helper()
	retry := &RetryConfig{MinBackoff: durationpb.New(100 * time.Millisecond), MaxBackoff: durationpb.New(time.Second)}
	return s.create(&Queue{Name: s.queueName("push"), RetryConfig: retry}).GetName()
}

// pausedQueue creates a push queue that keeps its tasks, and returns its name.
func (s *session) pausedQueue() string {
	s.t.Helper()
	queue, err := s.PauseQueue(s.ctx, &PauseQueueRequest{Name: s.pushQueue()})
	must(s.t, err)
	return queue.GetName()
}

// add creates a task and returns it in the basic view.
func (s *session) add(queue string, task *Task) *Task {
	s.t.Helper()
	created, err := s.CreateTask(s.ctx, &CreateTaskRequest{Parent: queue, Task: task})
	must(s.t, err)
	return created
}

// addNamed creates an HTTP task of this id for a path of the sink.
func (s *session) addNamed(queue, id, path string) *Task {
	s.t.Helper()
	task := httpTask(&HTTPRequest{Url: target.url(path)})
	task.Name = queue + "/tasks/" + id
	return s.add(queue, task)
}

// gone waits until a task does not exist any more.
func (s *session) gone(name string) {
	s.t.Helper()
	eventually(s.t, "the end of "+name, func() bool {
		_, err := s.GetTask(s.ctx, &GetTaskRequest{Name: name})
		return err != nil && statusOf(s.t, err).text == taskGone
	})
}
