//go:build !v2beta2

package conformance

import statuspb "google.golang.org/genproto/googleapis/rpc/status"

// Fields that have the same names in v2beta3 and v2.

func rates(queue *Queue) (perSecond float64, burst, concurrent int32) {
	limits := queue.GetRateLimits()
	return limits.GetMaxDispatchesPerSecond(), limits.GetMaxBurstSize(), limits.GetMaxConcurrentDispatches()
}

// atRate returns a queue with a rate per second and a number of concurrent tasks.
func atRate(name string, perSecond float64, concurrent int32) *Queue {
	return &Queue{
		Name:       name,
		RateLimits: &RateLimits{MaxDispatchesPerSecond: perSecond, MaxConcurrentDispatches: concurrent},
	}
}

func ofAttempts(attempts int32) *RetryConfig {
	return &RetryConfig{MaxAttempts: attempts}
}

// sentTo returns a queue whose HTTP target overrides that of its tasks.
func sentTo(name string, target *HTTPTarget) *Queue {
	return &Queue{Name: name, HttpTarget: target}
}

func appEngineRequest(uri string, body []byte) *AppEngineHTTPRequest {
	return &AppEngineHTTPRequest{RelativeUri: uri, Body: body}
}

// counts returns how often a task was sent, and how often its target responded.
func counts(task *Task) (dispatched, answered int32) {
	return task.GetDispatchCount(), task.GetResponseCount()
}

func lastStatus(task *Task) *statuspb.Status {
	return task.GetLastAttempt().GetResponseStatus()
}
