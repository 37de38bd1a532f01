//go:build v2beta2

package conformance

import (
	"strings"
	"testing"
	"time"

	pb "cloud.google.com/go/cloudtasks/apiv2beta2/cloudtaskspb"
	"google.golang.org/genproto/googleapis/api/httpbody"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// Pull queues, their leases, and queue.yaml, which only v2beta2 has.

// pullQueue creates a pull queue with tasks of these ids, each with the tag after its colon, and returns its name.
func (s *session) pullQueue(tasks ...string) string {
	s.t.Helper()
	queue := &Queue{Name: s.queueName("pull"), TargetType: &pb.Queue_PullTarget{PullTarget: &pb.PullTarget{}}}
	name := s.create(queue).GetName()
	for _, task := range tasks {
		id, tag, _ := strings.Cut(task, ":")
		message := &pb.PullMessage{Payload: []byte("work"), Tag: tag}
		s.add(name, &Task{Name: name + "/tasks/" + id, PayloadType: &pb.Task_PullMessage{PullMessage: message}})
	}
	return name
}

func (s *session) lease(queue, filter string) []*Task {
	s.t.Helper()
	request := &pb.LeaseTasksRequest{
		Parent:        queue,
		MaxTasks:      10,
		LeaseDuration: durationpb.New(time.Minute),
		Filter:        filter,
		ResponseView:  full,
	}
	answer, err := s.LeaseTasks(s.ctx, request)
	must(s.t, err)
	return answer.GetTasks()
}

func (s *session) leaseOne(queue string) *Task {
	s.t.Helper()
	tasks := s.lease(queue, "")
	if len(tasks) != 1 {
		s.t.Fatalf("leased %d tasks, want 1", len(tasks))
	}
	return tasks[0]
}

func justBefore(time *timestamppb.Timestamp) *timestamppb.Timestamp {
	return timestamppb.New(time.AsTime().Add(-1000))
}

func TestLeaseTasks_moves_the_schedule_time_and_hides_the_task(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pullQueue("t")

		task := s.leaseOne(queue)

		rest := time.Until(task.GetScheduleTime().AsTime())
		equal(t, "a minute", rest > 30*time.Second && rest <= time.Minute, true)
		equal(t, "payload", string(task.GetPullMessage().GetPayload()), "work")
		equal(t, "dispatched", task.GetStatus().GetAttemptDispatchCount(), int32(1))
		equal(t, "leased again", len(s.lease(queue, "")), 0)
	})
}

func TestLeaseTasks_filters_by_tag(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pullQueue("a:red", "b:blue", "c:red")

		blue := s.lease(queue, `tag="blue"`)
		oldest := s.lease(queue, "tag_function=oldest_tag()")

		equal(t, "blue", len(blue), 1)
		equal(t, "oldest", len(oldest), 2)
		equal(t, "tag", oldest[1].GetPullMessage().GetTag(), "red")
	})
}

func TestLeaseTasks_refuses_counts_and_durations_out_of_range(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pullQueue()

		for _, request := range []*pb.LeaseTasksRequest{
			{Parent: queue, LeaseDuration: durationpb.New(time.Minute), MaxTasks: 1001},
			{Parent: queue, LeaseDuration: durationpb.New(8 * 24 * time.Hour)},
			{Parent: queue},
		} {
			_, err := s.LeaseTasks(s.ctx, request)
			refused(t, err, "INVALID_ARGUMENT", "")
		}
	})
}

func TestAcknowledgeTask_ends_the_task(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		task := s.leaseOne(s.pullQueue("t"))
		acknowledge := func(time *timestamppb.Timestamp) error {
			return s.AcknowledgeTask(s.ctx, &pb.AcknowledgeTaskRequest{Name: task.GetName(), ScheduleTime: time})
		}

		refused(t, acknowledge(justBefore(task.GetScheduleTime())), "FAILED_PRECONDITION", "")
		must(t, acknowledge(task.GetScheduleTime()))

		refused(t, acknowledge(task.GetScheduleTime()), "NOT_FOUND", "")
		_, err := s.GetTask(s.ctx, &GetTaskRequest{Name: task.GetName()})
		refused(t, err, "NOT_FOUND", taskGone)
	})
}

func TestRenewLease_counts_from_now(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		task := s.leaseOne(s.pullQueue("t"))
		request := &pb.RenewLeaseRequest{
			Name:          task.GetName(),
			ScheduleTime:  task.GetScheduleTime(),
			LeaseDuration: durationpb.New(10 * time.Minute),
			ResponseView:  full,
		}

		renewed, err := s.RenewLease(s.ctx, request)

		must(t, err)
		rest := time.Until(renewed.GetScheduleTime().AsTime())
		equal(t, "ten minutes", rest > 9*time.Minute && rest <= 10*time.Minute, true)
		equal(t, "payload", string(renewed.GetPullMessage().GetPayload()), "work")
		_, err = s.RenewLease(s.ctx, request)
		refused(t, err, "FAILED_PRECONDITION", "")
	})
}

func TestCancelLease_makes_the_task_available_at_once(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pullQueue("t")
		task := s.leaseOne(queue)
		request := &pb.CancelLeaseRequest{Name: task.GetName(), ScheduleTime: task.GetScheduleTime()}

		cancelled, err := s.CancelLease(s.ctx, request)

		must(t, err)
		equal(t, "view", cancelled.GetView(), basic)
		equal(t, "leased again", s.leaseOne(queue).GetName(), task.GetName())
	})
}

func TestUploadQueueYaml_makes_its_queues(t *testing.T) {
	overGRPC(t, func(t *testing.T, s *session) {
		yaml := &httpbody.HttpBody{Data: []byte("queue:\n- name: nightly\n  rate: 30/m\n- name: hauling\n  mode: pull\n")}

		must(t, s.UploadQueueYaml(s.ctx, &pb.UploadQueueYamlRequest{AppId: s.project, HttpBody: yaml}))

		nightly, err := s.GetQueue(s.ctx, &GetQueueRequest{Name: s.queueName("nightly")})
		must(t, err)
		perSecond, _, _ := rates(nightly)
		equal(t, "rate", perSecond, 0.5)
		hauling, err := s.GetQueue(s.ctx, &GetQueueRequest{Name: s.queueName("hauling")})
		must(t, err)
		equal(t, "pulls", hauling.GetPullTarget() != nil, true)
		bad := &httpbody.HttpBody{Data: []byte("queue: [\n")}
		err = s.UploadQueueYaml(s.ctx, &pb.UploadQueueYamlRequest{AppId: s.project, HttpBody: bad})
		refused(t, err, "INVALID_ARGUMENT", "")
	})
}
