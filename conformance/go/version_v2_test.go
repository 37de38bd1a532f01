//go:build !v2beta2 && !v2beta3

package conformance

import (
	"testing"

	cloudtasks "cloud.google.com/go/cloudtasks/apiv2"
	pb "cloud.google.com/go/cloudtasks/apiv2/cloudtaskspb"
)

const (
	version  = "v2"
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
	return &Task{MessageType: &pb.Task_HttpRequest{HttpRequest: request}}
}

func appEngineTask(request *AppEngineHTTPRequest) *Task {
	return &Task{MessageType: &pb.Task_AppEngineHttpRequest{AppEngineHttpRequest: request}}
}

// assertPush expects nothing: this version has no field that identifies a push queue.
func assertPush(t *testing.T, queue *Queue) {
	t.Helper()
	equal(t, "HTTP target", queue.GetHttpTarget(), nil)
	equal(t, "override", queue.GetAppEngineRoutingOverride(), nil)
}
