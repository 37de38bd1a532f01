//go:build !v2beta2

package conformance

import (
	"testing"

	"cloud.google.com/go/longrunning/autogen/longrunningpb"
	"google.golang.org/protobuf/types/known/durationpb"
)

// Batches, operations, CMEK and task-level retry settings, which v2beta2 does not have.

// batch returns a request for HTTP tasks with these ids.
func (s *session) batch(queue string, ids ...string) *BatchCreateTasksRequest {
	request := &BatchCreateTasksRequest{Parent: queue}
	for _, id := range ids {
		task := httpTask(&HTTPRequest{Url: target.url("/")})
		task.Name = queue + "/tasks/" + id
		request.Requests = append(request.Requests, &CreateTaskRequest{Parent: queue, Task: task, ResponseView: full})
	}
	return request
}

func TestBatchCreateTasks_makes_its_tasks(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pausedQueue()

		operation, err := s.BatchCreateTasks(s.ctx, s.batch(queue, "a", "b"))

		must(t, err)
		answer, err := operation.Wait(s.ctx)
		must(t, err)
		equal(t, "done", operation.Done(), true)
		equal(t, "answered", len(answer.GetTasks()), 2)
		equal(t, "view", answer.GetTasks()[1].GetView(), full)
		equal(t, "tasks", s.tasks(queue), []string{"a", "b"})
		metadata, err := operation.Metadata()
		must(t, err)
		equal(t, "state", metadata.GetState(), createSucceeded)
		equal(t, "failures", len(metadata.GetFailedRequests()), 0)
		equal(t, "started", metadata.GetStartTime() != nil, true)
	})
}

func TestBatchCreateTasks_says_which_tasks_failed(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pausedQueue()
		s.addNamed(queue, "a", "/")

		operation, err := s.BatchCreateTasks(s.ctx, s.batch(queue, "a", "b"))

		must(t, err)
		answer, err := operation.Wait(s.ctx)
		must(t, err)
		equal(t, "answered", len(answer.GetTasks()), 1)
		metadata, err := operation.Metadata()
		must(t, err)
		equal(t, "state", metadata.GetState(), createPartiallySucceeded)
		equal(t, "failure", metadata.GetFailedRequests()[0].GetMessage(), taskExists)
	})
}

func TestBatchCreateTasks_refuses_an_empty_batch(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		_, err := s.BatchCreateTasks(s.ctx, s.batch(s.pausedQueue()))

		refused(t, err, "INVALID_ARGUMENT", "Request must contain at least one task.")
	})
}

func TestBatchCreateTasksOperation_is_found_by_its_name(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		made, err := s.BatchCreateTasks(s.ctx, s.batch(s.pausedQueue(), "a"))
		must(t, err)

		found := s.BatchCreateTasksOperation(made.Name())

		equal(t, "name", found.Name(), made.Name())
		equal(t, "done before asked", found.Done(), false)
		answer, err := found.Poll(s.ctx)
		must(t, err)
		equal(t, "done", found.Done(), true)
		equal(t, "answered", len(answer.GetTasks()), 1)
	})
}

func TestBatchDeleteTasks_deletes_its_tasks(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pausedQueue()
		names := []string{s.addNamed(queue, "a", "/").GetName(), s.addNamed(queue, "b", "/").GetName()}
		s.addNamed(queue, "c", "/")

		operation, err := s.BatchDeleteTasks(s.ctx, &BatchDeleteTasksRequest{Parent: queue, Names: names})

		must(t, err)
		must(t, operation.Wait(s.ctx))
		equal(t, "tasks", s.tasks(queue), []string{"c"})
		metadata, err := operation.Metadata()
		must(t, err)
		equal(t, "state", metadata.GetState(), deleteSucceeded)
		equal(t, "done", operation.Done(), true)
	})
}

func TestBatchDeleteTasks_ends_with_an_error_when_all_fail(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pausedQueue()

		operation, err := s.BatchDeleteTasks(s.ctx,
			&BatchDeleteTasksRequest{Parent: queue, Names: []string{queue + "/tasks/none"}})

		must(t, err)
		refused(t, operation.Wait(s.ctx), "ABORTED", "None of the requests succeeded, refer to "+
			"BatchDeleteTasksMetadata.failed_requests for individual error details")
		metadata, err := operation.Metadata()
		must(t, err)
		equal(t, "state", metadata.GetState(), deletePartiallySucceeded)
		equal(t, "failure", metadata.GetFailedRequests()[0].GetMessage(), entityMissing)
	})
}

func TestBatchDeleteTasksOperation_is_found_by_its_name(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pausedQueue()
		names := []string{s.addNamed(queue, "a", "/").GetName()}
		made, err := s.BatchDeleteTasks(s.ctx, &BatchDeleteTasksRequest{Parent: queue, Names: names})
		must(t, err)

		found := s.BatchDeleteTasksOperation(made.Name())

		equal(t, "name", found.Name(), made.Name())
		must(t, found.Poll(s.ctx))
		equal(t, "done", found.Done(), true)
	})
}

func TestGetOperation_returns_what_the_batch_returned(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		request := s.batch(s.pausedQueue(), "a")
		request.RequestId = "0c1f7d2a-6c1b-4b57-9a55-" + unique()
		made, err := s.BatchCreateTasks(s.ctx, request)
		must(t, err)

		operation, err := s.GetOperation(s.ctx, &longrunningpb.GetOperationRequest{Name: made.Name()})

		must(t, err)
		equal(t, "name", operation.GetName(), s.location+"/operations/"+request.GetRequestId())
		equal(t, "done", operation.GetDone(), true)
		equal(t, "type", operation.GetResponse().GetTypeUrl(),
			"type.googleapis.com/google.cloud.tasks."+version+".BatchCreateTasksResponse")
		none := &longrunningpb.GetOperationRequest{Name: s.location + "/operations/none"}
		_, err = s.GetOperation(s.ctx, none)
		refused(t, err, "NOT_FOUND", entityMissing)
	})
}

func TestGetCmekConfig_of_a_fresh_location_has_no_key(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		name := s.location + "/cmekConfig"

		config, err := s.GetCmekConfig(s.ctx, &GetCmekConfigRequest{Name: name})

		must(t, err)
		equal(t, "config", config, &CmekConfig{Name: name})
	})
}

func TestUpdateCmekConfig_sets_a_key(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		name := s.location + "/cmekConfig"
		wanted := &CmekConfig{Name: name, KmsKey: s.location + "/keyRings/ring/cryptoKeys/key"}

		updated, err := s.UpdateCmekConfig(s.ctx, &UpdateCmekConfigRequest{CmekConfig: wanted})

		must(t, err)
		equal(t, "updated", updated, wanted)
		config, err := s.GetCmekConfig(s.ctx, &GetCmekConfigRequest{Name: name})
		must(t, err)
		equal(t, "config", config, wanted)
		junk := &CmekConfig{Name: name, KmsKey: "x"}
		_, err = s.UpdateCmekConfig(s.ctx, &UpdateCmekConfigRequest{CmekConfig: junk})
		refused(t, err, "INVALID_ARGUMENT", "Resource name [x] does not match any known resource name pattern.")
	})
}

func TestCreateTask_keeps_a_retry_config_and_a_deadline_of_its_own(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		task := httpTask(&HTTPRequest{Url: target.url("/")})
		task.RetryConfig = ofAttempts(3)
		task.DispatchDeadline = durationpb.New(20e9)

		created := s.add(s.pausedQueue(), task)

		equal(t, "attempts", created.GetRetryConfig().GetMaxAttempts(), int32(3))
		equal(t, "doublings", created.GetRetryConfig().GetMaxDoublings(), int32(16))
		equal(t, "deadline", created.GetDispatchDeadline(), durationpb.New(20e9))
	})
}

func TestCreateQueue_keeps_a_sampling_ratio(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		logging := &StackdriverLoggingConfig{SamplingRatio: 0.25}

		queue := s.create(&Queue{Name: s.queueName("q"), StackdriverLoggingConfig: logging})

		equal(t, "logging", queue.GetStackdriverLoggingConfig(), logging)
	})
}
