//go:build v2beta3

package conformance

import (
	"testing"

	cloudtasks "cloud.google.com/go/cloudtasks/apiv2beta3"
	pb "cloud.google.com/go/cloudtasks/apiv2beta3/cloudtaskspb"
)

const (
	version  = "v2beta3"
	basic    = pb.Task_BASIC
	full     = pb.Task_FULL
	running  = pb.Queue_RUNNING
	paused   = pb.Queue_PAUSED
	post     = pb.HttpMethod_POST
	put      = pb.HttpMethod_PUT
	ratePath = "rate_limits.max_dispatches_per_second"
)

type (
	Client               = cloudtasks.Client
	AppEngineHTTPRequest = pb.AppEngineHttpRequest
	CreateQueueRequest   = pb.CreateQueueRequest
	CreateTaskRequest    = pb.CreateTaskRequest
	DeleteQueueRequest   = pb.DeleteQueueRequest
	DeleteTaskRequest    = pb.DeleteTaskRequest
	GetQueueRequest      = pb.GetQueueRequest
	GetTaskRequest       = pb.GetTaskRequest
	Header               = pb.HttpTarget_Header
	HeaderOverride       = pb.HttpTarget_HeaderOverride
	HTTPRequest          = pb.HttpRequest
	HTTPTarget           = pb.HttpTarget
	ListQueuesRequest    = pb.ListQueuesRequest
	ListTasksRequest     = pb.ListTasksRequest
	PathOverride         = pb.PathOverride
	PauseQueueRequest    = pb.PauseQueueRequest
	PurgeQueueRequest    = pb.PurgeQueueRequest
	Queue                = pb.Queue
	QueryOverride        = pb.QueryOverride
	ResumeQueueRequest   = pb.ResumeQueueRequest
	RateLimits           = pb.RateLimits
	RetryConfig          = pb.RetryConfig
	RunTaskRequest       = pb.RunTaskRequest
	Task                 = pb.Task
	UpdateQueueRequest   = pb.UpdateQueueRequest
	URIOverride          = pb.UriOverride

	BatchCreateTasksRequest  = pb.BatchCreateTasksRequest
	BatchDeleteTasksRequest  = pb.BatchDeleteTasksRequest
	CmekConfig               = pb.CmekConfig
	GetCmekConfigRequest     = pb.GetCmekConfigRequest
	UpdateCmekConfigRequest  = pb.UpdateCmekConfigRequest
	StackdriverLoggingConfig = pb.StackdriverLoggingConfig
)

var (
	newGRPCClient = cloudtasks.NewClient
	newRESTClient = cloudtasks.NewRESTClient
	httpScheme    = pb.UriOverride_HTTP.Enum()
)

const (
	createSucceeded          = pb.BatchCreateTasksMetadata_SUCCEEDED
	createPartiallySucceeded = pb.BatchCreateTasksMetadata_PARTIALLY_SUCCEEDED
	deleteSucceeded          = pb.BatchDeleteTasksMetadata_SUCCEEDED
	deletePartiallySucceeded = pb.BatchDeleteTasksMetadata_PARTIALLY_SUCCEEDED
)

func httpTask(request *HTTPRequest) *Task {
	return &Task{PayloadType: &pb.Task_HttpRequest{HttpRequest: request}}
}

func appEngineTask(request *AppEngineHTTPRequest) *Task {
	return &Task{PayloadType: &pb.Task_AppEngineHttpRequest{AppEngineHttpRequest: request}}
}

// assertPush expects the field that identifies a push queue in this version: its type.
func assertPush(t *testing.T, queue *Queue) {
	t.Helper()
	equal(t, "type", queue.GetType(), pb.Queue_PUSH)
	equal(t, "HTTP target", queue.GetHttpTarget(), nil)
}
