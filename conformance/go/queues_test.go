package conformance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/api/iterator"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
)

// ids lists the queues of a session's location that match a filter.
func (s *session) ids(filter string) (ids []string, err error) {
	for queue, err := range s.ListQueues(s.ctx, &ListQueuesRequest{Parent: s.location, Filter: filter}).All() {
		if err != nil {
			return nil, err
		}
		ids = append(ids, strings.TrimPrefix(queue.GetName(), s.queueName("")))
	}
	return ids, nil
}

func TestCreateQueue_fills_in_the_defaults(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.create(&Queue{Name: s.queueName("q")})

		perSecond, burst, concurrent := rates(queue)
		equal(t, "name", queue.GetName(), s.queueName("q"))
		equal(t, "state", queue.GetState(), running)
		equal(t, "rates", []any{perSecond, burst, concurrent}, []any{500.0, int32(100), int32(1000)})
		retry := queue.GetRetryConfig()
		equal(t, "attempts", retry.GetMaxAttempts(), int32(100))
		equal(t, "least backoff", retry.GetMinBackoff().AsDuration(), 100*time.Millisecond)
		equal(t, "most backoff", retry.GetMaxBackoff().AsDuration(), time.Hour)
		equal(t, "doublings", retry.GetMaxDoublings(), int32(16))
		equal(t, "retry duration", retry.GetMaxRetryDuration(), nil)
		equal(t, "purge time", queue.GetPurgeTime(), nil)
		assertPush(t, queue)
	})
}

func TestCreateQueue_keeps_what_it_is_told(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		wanted := atRate(s.queueName("q"), 12.5, 4)
		wanted.RetryConfig = ofAttempts(7)

		queue := s.create(wanted)

		perSecond, _, concurrent := rates(queue)
		equal(t, "rate", perSecond, 12.5)
		equal(t, "concurrent", concurrent, int32(4))
		equal(t, "attempts", queue.GetRetryConfig().GetMaxAttempts(), int32(7))
	})
}

func TestCreateQueue_refuses_a_name_in_use(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := &Queue{Name: s.queueName("q")}
		s.create(queue)

		_, err := s.CreateQueue(s.ctx, &CreateQueueRequest{Parent: s.location, Queue: queue})

		refused(t, err, "ALREADY_EXISTS", queueExists)
	})
}

func TestCreateQueue_explains_a_bad_id_with_a_link(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := &Queue{Name: s.queueName("under_score")}

		_, err := s.CreateQueue(s.ctx, &CreateQueueRequest{Parent: s.location, Queue: queue})

		details := refused(t, err, "INVALID_ARGUMENT", `Queue ID "under_score" can contain only letters ([A-Za-z]), `+
			"numbers ([0-9]), or hyphens (-). Queue ID must be between 1 and 100 characters.")
		links := details.Help.GetLinks()
		equal(t, "links", len(links), 1)
		equal(t, "link", links[0].GetDescription(), "Definition of queue ID")
	})
}

func TestGetQueue_returns_what_CreateQueue_returned(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		created := s.create(&Queue{Name: s.queueName("q")})

		queue, err := s.GetQueue(s.ctx, &GetQueueRequest{Name: created.GetName()})

		must(t, err)
		equal(t, "queue", queue, created)
	})
}

func TestGetQueue_says_that_a_queue_is_missing(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		_, err := s.GetQueue(s.ctx, &GetQueueRequest{Name: s.queueName("none")})

		refused(t, err, "NOT_FOUND", queueMissing)
	})
}

func TestGetQueue_is_denied_for_a_name_outside_projects(t *testing.T) {
	overGRPC(t, func(t *testing.T, s *session) {
		_, err := s.GetQueue(s.ctx, &GetQueueRequest{Name: "nonsense"})

		details := refused(t, err, "PERMISSION_DENIED", "Permission denied on resource project nonsense.")
		equal(t, "reason", details.ErrorInfo.GetReason(), "CONSUMER_INVALID")
		equal(t, "consumer", details.ErrorInfo.GetMetadata()["consumer"], "projects/nonsense")
		equal(t, "locale", details.LocalizedMessage.GetLocale(), "en-US")
		equal(t, "links", len(details.Help.GetLinks()), 1)
	})
}

func TestGetQueue_refuses_an_empty_name_and_says_in_which_method(t *testing.T) {
	overGRPC(t, func(t *testing.T, s *session) {
		_, err := s.GetQueue(s.ctx, &GetQueueRequest{})

		details := refused(t, err, "INVALID_ARGUMENT", "Invalid resource field value in the request.")
		equal(t, "method", details.ErrorInfo.GetMetadata()["method"], "google.cloud.tasks."+version+".CloudTasks.GetQueue")
	})
}

func TestListQueues_iterates_over_every_page_and_ends_with_an_empty_one(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		for _, id := range []string{"b", "c", "a"} {
			s.create(&Queue{Name: s.queueName(id)})
		}
		ids, err := s.ids("")
		must(t, err)
		equal(t, "ids", ids, []string{"a", "b", "c"})

		pager := iterator.NewPager(s.ListQueues(s.ctx, &ListQueuesRequest{Parent: s.location}), 2, "")
		var page []*Queue
		token, err := pager.NextPage(&page)
		must(t, err)
		equal(t, "first page", len(page), 2)
		equal(t, "a second page", token != "", true)
		token, err = pager.NextPage(&page)
		must(t, err)
		equal(t, "both pages", len(page), 3)
		equal(t, "a third page", token, "")
	})
}

func TestListQueues_filters(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		s.create(&Queue{Name: s.queueName("busy")})
		queue := s.create(&Queue{Name: s.queueName("quiet")})
		_, err := s.PauseQueue(s.ctx, &PauseQueueRequest{Name: queue.GetName()})
		must(t, err)

		ids, err := s.ids("state: PAUSED")

		must(t, err)
		equal(t, "ids", ids, []string{"quiet"})
		_, err = s.ids("bogus = 1")
		refused(t, err, "INVALID_ARGUMENT", "Field not found: 'bogus'.")
	})
}

func TestUpdateQueue_changes_only_the_fields_of_its_mask(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		created := atRate(s.queueName("q"), 500, 7)
		created.RetryConfig = ofAttempts(7)
		name := s.create(created).GetName()
		wanted := atRate(name, 50, 3)
		wanted.RetryConfig = ofAttempts(9)

		mask := &fieldmaskpb.FieldMask{Paths: []string{ratePath}}
		updated, err := s.UpdateQueue(s.ctx, &UpdateQueueRequest{Queue: wanted, UpdateMask: mask})

		must(t, err)
		perSecond, _, concurrent := rates(updated)
		equal(t, "rate", perSecond, 50.0)
		equal(t, "concurrent", concurrent, int32(7))
		equal(t, "attempts", updated.GetRetryConfig().GetMaxAttempts(), int32(7))
	})
}

func TestUpdateQueue_makes_a_queue_that_is_missing(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		updated, err := s.UpdateQueue(s.ctx, &UpdateQueueRequest{Queue: &Queue{Name: s.queueName("q")}})

		must(t, err)
		queue, err := s.GetQueue(s.ctx, &GetQueueRequest{Name: s.queueName("q")})
		must(t, err)
		equal(t, "queue", queue, updated)
	})
}

func TestUpdateQueue_refuses_an_unknown_mask_path(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		mask := &fieldmaskpb.FieldMask{Paths: []string{"bogus"}}

		_, err := s.UpdateQueue(s.ctx, &UpdateQueueRequest{Queue: &Queue{Name: s.queueName("q")}, UpdateMask: mask})

		refused(t, err, "INVALID_ARGUMENT", "Invalid mask: bogus")
	})
}

func TestUpdateQueue_sets_a_target_that_overrides_its_tasks(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		path := "/" + unique()
		uri := &URIOverride{
			Scheme:        httpScheme,
			Host:          proto.String("127.0.0.1"),
			Port:          proto.Int64(int64(target.address.Port)),
			PathOverride:  &PathOverride{Path: path},
			QueryOverride: &QueryOverride{QueryParams: "from=queue"},
		}
		header := &HeaderOverride{Header: &Header{Key: "X-Queue", Value: "yes"}}
		wanted := &HTTPTarget{UriOverride: uri, HttpMethod: put, HeaderOverrides: []*HeaderOverride{header}}

		queue, err := s.UpdateQueue(s.ctx, &UpdateQueueRequest{Queue: sentTo(s.queueName("q"), wanted)})

		must(t, err)
		equal(t, "target", queue.GetHttpTarget(), wanted)
		s.add(queue.GetName(), httpTask(&HTTPRequest{Url: "https://example.invalid/task", Body: []byte("work")}))
		sent := target.await(t, path, 1)[0]
		equal(t, "request", sent.method+" "+sent.uri+" "+sent.body, "PUT "+path+"?from=queue work")
		equal(t, "X-Queue", sent.header.Get("X-Queue"), "yes")
	})
}

func TestUpdateQueue_refuses_a_host_that_is_none(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		wanted := &HTTPTarget{UriOverride: &URIOverride{Host: proto.String("http://host")}}

		_, err := s.UpdateQueue(s.ctx, &UpdateQueueRequest{Queue: sentTo(s.queueName("q"), wanted)})

		details := refused(t, err, "INVALID_ARGUMENT", "Error in parsing HttpTarget. Invalid Host.")
		equal(t, "reason", details.ErrorInfo.GetReason(), "INVALID_INPUT_ON_HTTP_TARGET_OVERRIDE")
		equal(t, "field", details.ErrorInfo.GetMetadata()["invalid_field"], "Invalid Host.")
	})
}

func TestDeleteQueue_removes_it_and_blocks_its_name(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		name := s.pausedQueue()
		s.addNamed(name, "t", "/")

		must(t, s.DeleteQueue(s.ctx, &DeleteQueueRequest{Name: name}))

		_, err := s.GetQueue(s.ctx, &GetQueueRequest{Name: name})
		refused(t, err, "NOT_FOUND", queueMissing)
		_, err = s.CreateQueue(s.ctx, &CreateQueueRequest{Parent: s.location, Queue: &Queue{Name: name}})
		refused(t, err, "FAILED_PRECONDITION", queueTooSoon)
		refused(t, s.DeleteQueue(s.ctx, &DeleteQueueRequest{Name: name}), "NOT_FOUND", entityMissing)
	})
}

func TestPurgeQueue_deletes_the_tasks(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		name := s.pausedQueue()
		for number := range 3 {
			s.addNamed(name, fmt.Sprint("t", number), "/")
		}

		purged, err := s.PurgeQueue(s.ctx, &PurgeQueueRequest{Name: name})

		must(t, err)
		equal(t, "state", purged.GetState(), paused)
		equal(t, "purged lately", time.Since(purged.GetPurgeTime().AsTime()) < patience, true)
		equal(t, "tasks", len(s.tasks(name)), 0)
	})
}

func TestPauseQueue_stops_dispatch_and_may_be_repeated(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		path := "/" + unique()
		name := s.pausedQueue()
		busy := s.create(&Queue{Name: s.queueName("busy")}).GetName()

		queue, err := s.PauseQueue(s.ctx, &PauseQueueRequest{Name: name})

		must(t, err)
		equal(t, "state", queue.GetState(), paused)
		s.addNamed(name, "t", path)
		s.addNamed(busy, "later", path+"-later")
		target.await(t, path+"-later", 1)
		equal(t, "deliveries", len(target.deliveries(path)), 0)
	})
}

func TestResumeQueue_dispatches_what_has_waited(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		path := "/" + unique()
		name := s.pausedQueue()
		s.addNamed(name, "t", path)

		queue, err := s.ResumeQueue(s.ctx, &ResumeQueueRequest{Name: name})

		must(t, err)
		equal(t, "state", queue.GetState(), running)
		target.await(t, path, 1)
	})
}

// tasks lists the ids of a queue's tasks in order.
func (s *session) tasks(queue string) (ids []string) {
	s.t.Helper()
	for task, err := range s.ListTasks(s.ctx, &ListTasksRequest{Parent: queue}).All() {
		must(s.t, err)
		ids = append(ids, strings.TrimPrefix(task.GetName(), queue+"/tasks/"))
	}
	slices.Sort(ids)
	return ids
}
