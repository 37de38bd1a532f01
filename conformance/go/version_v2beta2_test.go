//go:build v2beta2

package conformance

import (
	"testing"

	cloudtasks "cloud.google.com/go/cloudtasks/apiv2beta2"
	pb "cloud.google.com/go/cloudtasks/apiv2beta2/cloudtaskspb"
	statuspb "google.golang.org/genproto/googleapis/rpc/status"
)

const (
	version  = "v2beta2"
	basic    = pb.Task_BASIC
	full     = pb.Task_FULL
	running  = pb.Queue_RUNNING
	paused   = pb.Queue_PAUSED
	post     = pb.HttpMethod_POST
	put      = pb.HttpMethod_PUT
	ratePath = "rate_limits.max_tasks_dispatched_per_second"
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
	RateLimits           = pb.RateLimits
	ResumeQueueRequest   = pb.ResumeQueueRequest
	RetryConfig          = pb.RetryConfig
	RunTaskRequest       = pb.RunTaskRequest
	Task                 = pb.Task
	UpdateQueueRequest   = pb.UpdateQueueRequest
	URIOverride          = pb.UriOverride
)

var (
	newGRPCClient = cloudtasks.NewClient
	newRESTClient = cloudtasks.NewRESTClient
	httpScheme    = pb.UriOverride_HTTP.Enum()
)

func httpTask(request *HTTPRequest) *Task {
	return &Task{PayloadType: &pb.Task_HttpRequest{HttpRequest: request}}
}

func appEngineTask(request *AppEngineHTTPRequest) *Task {
	return &Task{PayloadType: &pb.Task_AppEngineHttpRequest{AppEngineHttpRequest: request}}
}

// assertPush expects the field that identifies a push queue in this version: its target.
func assertPush(t *testing.T, queue *Queue) {
	t.Helper()
	if queue.GetAppEngineHttpTarget() == nil {
		t.Errorf("target: got %v, want an App Engine target", queue.GetTargetType())
	}
}

func rates(queue *Queue) (perSecond float64, burst, concurrent int32) {
	limits := queue.GetRateLimits()
	return limits.GetMaxTasksDispatchedPerSecond(), limits.GetMaxBurstSize(), limits.GetMaxConcurrentTasks()
}

// atRate returns a queue with a rate per second and a number of concurrent tasks.
func atRate(name string, perSecond float64, concurrent int32) *Queue {
	return &Queue{
		Name:       name,
		RateLimits: &RateLimits{MaxTasksDispatchedPerSecond: perSecond, MaxConcurrentTasks: concurrent},
	}
}

func ofAttempts(attempts int32) *RetryConfig {
	return &RetryConfig{NumAttempts: &pb.RetryConfig_MaxAttempts{MaxAttempts: attempts}}
}

// sentTo returns a queue whose HTTP target overrides that of its tasks.
func sentTo(name string, target *HTTPTarget) *Queue {
	return &Queue{Name: name, TargetType: &pb.Queue_HttpTarget{HttpTarget: target}}
}

func appEngineRequest(url string, payload []byte) *AppEngineHTTPRequest {
	return &AppEngineHTTPRequest{RelativeUrl: url, Payload: payload}
}

// counts returns how often a task was sent, and how often its target responded.
func counts(task *Task) (dispatched, answered int32) {
	return task.GetStatus().GetAttemptDispatchCount(), task.GetStatus().GetAttemptResponseCount()
}

func lastStatus(task *Task) *statuspb.Status {
	return task.GetStatus().GetLastAttemptStatus().GetResponseStatus()
}
