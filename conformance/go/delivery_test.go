package conformance

import (
	"strings"
	"testing"
)

func TestAnHTTPTask_is_delivered_with_the_headers_of_the_service(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		path := "/" + unique()
		headers := map[string]string{"X-Custom": "kept", "X-CloudTasks-TaskName": "forged"}

		task := s.add(s.pushQueue(), httpTask(&HTTPRequest{Url: target.url(path) + "?q=1", Body: []byte("work"), Headers: headers}))

		sent := target.await(t, path, 1)[0]
		s.gone(task.GetName())
		equal(t, "request", sent.method+" "+sent.uri+" "+sent.body, "POST "+path+"?q=1 work")
		equal(t, "host", sent.host, target.address.String())
		for name, value := range map[string]string{
			"User-Agent":                      "Google-Cloud-Tasks",
			"X-CloudTasks-QueueName":          "push",
			"X-CloudTasks-TaskName":           task.GetName()[strings.LastIndex(task.GetName(), "/")+1:],
			"X-CloudTasks-TaskRetryCount":     "0",
			"X-CloudTasks-TaskExecutionCount": "0",
			"X-Custom":                        "kept",
			"Content-Type":                    "",
		} {
			equal(t, name, sent.header.Get(name), value)
		}
		equal(t, "deliveries", len(target.deliveries(path)), 1)
	})
}

func TestAFailedAttempt_is_retried(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		path := "/" + unique()
		target.answer(path, 503, 404)

		task := s.addNamed(s.pushQueue(), "t", path)

		last := target.await(t, path, 3)[2]
		s.gone(task.GetName())
		equal(t, "retries", last.header.Get("X-CloudTasks-TaskRetryCount"), "2")
		equal(t, "answers below 500", last.header.Get("X-CloudTasks-TaskExecutionCount"), "1")
		equal(t, "previous response", last.header.Get("X-CloudTasks-TaskPreviousResponse"), "404")
	})
}

func TestATask_is_given_up_after_its_last_attempt(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		path := "/" + unique()
		target.answer(path, 500, 500)
		queue := s.create(&Queue{Name: s.queueName("once"), RetryConfig: ofAttempts(1)})

		task := s.addNamed(queue.GetName(), "t", path)

		s.gone(task.GetName())
		equal(t, "attempts", len(target.deliveries(path)), 1)
	})
}

func TestAnAppEngineTask_is_delivered_to_the_app(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		path := "/" + unique()

		s.add(s.pushQueue(), appEngineTask(appEngineRequest(path, []byte("work"))))

		sent := target.await(t, path, 1)[0]
		equal(t, "body", sent.body, "work")
		equal(t, "queue", sent.header.Get("X-AppEngine-QueueName"), "push")
		equal(t, "host", sent.header.Get("X-AppEngine-Default-Version-Hostname"), s.project+".appspot.com")
	})
}
