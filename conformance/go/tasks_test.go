package conformance

import (
	"strings"
	"testing"
	"time"

	"google.golang.org/api/iterator"
	"google.golang.org/protobuf/types/known/timestamppb"
)

func httpRequest(task *Task) *HTTPRequest {
	return task.GetHttpRequest()
}

func TestCreateTask_fills_in_an_http_task_in_the_basic_view(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		name := s.pausedQueue()
		headers := map[string]string{"User-Agent": "mine", "X-Custom": "kept"}

		task := s.add(name, httpTask(&HTTPRequest{Url: target.url("/"), Body: []byte("work"), Headers: headers}))

		id := strings.TrimPrefix(task.GetName(), name+"/tasks/")
		equal(t, "an id of digits", id != "" && strings.Trim(id, "0123456789") == "", true)
		equal(t, "view", task.GetView(), basic)
		equal(t, "body", len(httpRequest(task).GetBody()), 0)
		equal(t, "method", httpRequest(task).GetHttpMethod(), post)
		equal(t, "headers", httpRequest(task).GetHeaders(),
			map[string]string{"User-Agent": "Google-Cloud-Tasks", "X-Custom": "kept"})
		equal(t, "scheduled for now", time.Since(task.GetScheduleTime().AsTime()) < patience, true)
		equal(t, "created in whole seconds", task.GetCreateTime().GetNanos(), int32(0))
	})
}

func TestCreateTask_returns_the_body_in_the_full_view(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		task := httpTask(&HTTPRequest{Url: target.url("/"), Body: []byte("\x00work\xff")})

		created, err := s.CreateTask(s.ctx, &CreateTaskRequest{Parent: s.pausedQueue(), Task: task, ResponseView: full})

		must(t, err)
		equal(t, "view", created.GetView(), full)
		equal(t, "body", string(httpRequest(created).GetBody()), "\x00work\xff")
	})
}

func TestCreateTask_keeps_a_schedule_time_to_the_microsecond(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		later := time.Now().Add(24 * time.Hour).Truncate(time.Microsecond)
		task := httpTask(&HTTPRequest{Url: target.url("/")})
		task.ScheduleTime = timestamppb.New(later)

		created := s.add(s.pausedQueue(), task)

		equal(t, "later", created.GetScheduleTime().AsTime().Equal(later), true)
	})
}

func TestCreateTask_refuses_a_name_in_use_and_a_name_used_lately(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pausedQueue()
		task := s.addNamed(queue, "once", "/")
		again := &CreateTaskRequest{Parent: queue, Task: task}

		_, err := s.CreateTask(s.ctx, again)

		refused(t, err, "ALREADY_EXISTS", taskExists)
		must(t, s.DeleteTask(s.ctx, &DeleteTaskRequest{Name: task.GetName()}))
		_, err = s.CreateTask(s.ctx, again)
		refused(t, err, "ALREADY_EXISTS", "")
		text := statusOf(t, err).text
		equal(t, "too recently", strings.Contains(text, "a task with this name existed too recently"), true)
	})
}

func TestCreateTask_refuses_tasks_that_cannot_be_sent(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pausedQueue()

		for text, task := range map[string]*Task{
			payloadMissing:                 {},
			"HttpRequest.url is required.": httpTask(&HTTPRequest{}),
			"HttpTarget.url must start with 'http://' or 'https://'.": httpTask(&HTTPRequest{Url: "ftp://example.com/"}),
		} {
			_, err := s.CreateTask(s.ctx, &CreateTaskRequest{Parent: queue, Task: task})
			refused(t, err, "INVALID_ARGUMENT", text)
		}
	})
}

func TestCreateTask_says_that_the_queue_is_missing(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		task := httpTask(&HTTPRequest{Url: target.url("/")})

		_, err := s.CreateTask(s.ctx, &CreateTaskRequest{Parent: s.queueName("none"), Task: task})

		refused(t, err, "NOT_FOUND", queueMissing)
	})
}

func TestGetTask_shows_the_body_only_in_the_full_view(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		created := s.add(s.pausedQueue(), httpTask(&HTTPRequest{Url: target.url("/"), Body: []byte("work")}))

		brief, err := s.GetTask(s.ctx, &GetTaskRequest{Name: created.GetName()})
		must(t, err)
		whole, err := s.GetTask(s.ctx, &GetTaskRequest{Name: created.GetName(), ResponseView: full})
		must(t, err)

		equal(t, "basic view", brief, created)
		equal(t, "view", whole.GetView(), full)
		equal(t, "body", string(httpRequest(whole).GetBody()), "work")
	})
}

func TestGetTask_says_that_a_task_is_missing_or_gone(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pausedQueue()
		task := s.addNamed(queue, "t", "/")
		must(t, s.DeleteTask(s.ctx, &DeleteTaskRequest{Name: task.GetName()}))

		_, err := s.GetTask(s.ctx, &GetTaskRequest{Name: queue + "/tasks/none"})
		refused(t, err, "NOT_FOUND", entityMissing)
		_, err = s.GetTask(s.ctx, &GetTaskRequest{Name: task.GetName()})
		refused(t, err, "NOT_FOUND", taskGone)
	})
}

func TestListTasks_iterates_over_every_page_and_ends_with_an_empty_one(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pausedQueue()
		for _, id := range []string{"a", "b", "c"} {
			s.addNamed(queue, id, "/")
		}
		equal(t, "ids", s.tasks(queue), []string{"a", "b", "c"})

		pager := iterator.NewPager(s.ListTasks(s.ctx, &ListTasksRequest{Parent: queue, ResponseView: full}), 2, "")
		var page []*Task
		token, err := pager.NextPage(&page)
		must(t, err)
		equal(t, "a second page", token != "", true)
		equal(t, "first page", len(page), 2)
		equal(t, "view", page[0].GetView(), full)
		token, err = pager.NextPage(&page)
		must(t, err)
		equal(t, "both pages", len(page), 3)
		equal(t, "a third page", token, "")
	})
}

func TestDeleteTask_removes_it(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pausedQueue()
		task := s.addNamed(queue, "t", "/")

		must(t, s.DeleteTask(s.ctx, &DeleteTaskRequest{Name: task.GetName()}))

		equal(t, "tasks", len(s.tasks(queue)), 0)
		refused(t, s.DeleteTask(s.ctx, &DeleteTaskRequest{Name: task.GetName()}), "NOT_FOUND", entityMissing)
	})
}

func TestRunTask_dispatches_a_task_of_the_future_on_a_paused_queue(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		path := "/" + unique()
		task := httpTask(&HTTPRequest{Url: target.url(path)})
		task.ScheduleTime = timestamppb.New(time.Now().Add(time.Hour))
		created := s.add(s.pausedQueue(), task)

		ran, err := s.RunTask(s.ctx, &RunTaskRequest{Name: created.GetName()})

		must(t, err)
		dispatched, _ := counts(ran)
		equal(t, "dispatched", dispatched, int32(1))
		equal(t, "schedule time", ran.GetScheduleTime(), created.GetScheduleTime())
		target.await(t, path, 1)
		s.gone(created.GetName())
		_, err = s.RunTask(s.ctx, &RunTaskRequest{Name: created.GetName()})
		refused(t, err, "NOT_FOUND", entityMissing)
	})
}

func TestRunTask_shows_how_an_attempt_failed(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		path := "/" + unique()
		target.answer(path, 418)
		name := s.addNamed(s.pausedQueue(), "t", path).GetName()

		_, err := s.RunTask(s.ctx, &RunTaskRequest{Name: name})

		must(t, err)
		var task *Task
		eventually(t, "an answer", func() bool {
			task, err = s.GetTask(s.ctx, &GetTaskRequest{Name: name})
			must(t, err)
			return lastStatus(task) != nil
		})
		dispatched, answered := counts(task)
		equal(t, "counts", []int32{dispatched, answered}, []int32{1, 1})
		equal(t, "status", lastStatus(task).GetMessage(), "FAILED_PRECONDITION(9): HTTP status code 418")
	})
}
