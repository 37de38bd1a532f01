package conformance

import (
	"strings"
	"testing"

	"cloud.google.com/go/iam/apiv1/iampb"
)

const noPolicy = "\x00\x20\x01"

func enqueuers(etag []byte, members ...string) *iampb.Policy {
	return &iampb.Policy{Bindings: []*iampb.Binding{{Role: "roles/cloudtasks.enqueuer", Members: members}}, Etag: etag}
}

func TestGetIamPolicy_of_a_fresh_queue_is_an_etag(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		request := &iampb.GetIamPolicyRequest{
			Resource: s.pausedQueue(),
			Options:  &iampb.GetPolicyOptions{RequestedPolicyVersion: 1},
		}

		policy, err := s.GetIamPolicy(s.ctx, request)

		must(t, err)
		equal(t, "etag", string(policy.GetEtag()), noPolicy)
		equal(t, "bindings", len(policy.GetBindings()), 0)
		_, err = s.GetIamPolicy(s.ctx, &iampb.GetIamPolicyRequest{Resource: s.queueName("none")})
		refused(t, err, "NOT_FOUND", queueMissing)
	})
}

func TestSetIamPolicy_guards_with_its_etag(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pausedQueue()

		first, err := s.SetIamPolicy(s.ctx, &iampb.SetIamPolicyRequest{Resource: queue, Policy: enqueuers(nil, "user:a@b.c")})
		must(t, err)
		second, err := s.SetIamPolicy(s.ctx,
			&iampb.SetIamPolicyRequest{Resource: queue, Policy: enqueuers(first.GetEtag(), "user:d@e.f")})
		must(t, err)
		_, err = s.SetIamPolicy(s.ctx, &iampb.SetIamPolicyRequest{Resource: queue, Policy: first})

		refused(t, err, "ABORTED", "")
		equal(t, "why", strings.HasPrefix(statusOf(t, err).text, "There were concurrent policy changes."), true)
		equal(t, "version", second.GetVersion(), int32(1))
		equal(t, "members", second.GetBindings()[0].GetMembers(), []string{"user:d@e.f"})
		policy, err := s.GetIamPolicy(s.ctx, &iampb.GetIamPolicyRequest{Resource: queue})
		must(t, err)
		equal(t, "policy", policy, second)
	})
}

func TestTestIamPermissions_grants_what_exists(t *testing.T) {
	overBoth(t, func(t *testing.T, s *session) {
		queue := s.pausedQueue()
		asked := []string{"cloudtasks.tasks.create", "cloudtasks.queues.get"}

		answer, err := s.TestIamPermissions(s.ctx, &iampb.TestIamPermissionsRequest{Resource: queue, Permissions: asked})

		must(t, err)
		equal(t, "permissions", answer.GetPermissions(), []string{"cloudtasks.queues.get", "cloudtasks.tasks.create"})
		other := []string{"storage.objects.get"}
		_, err = s.TestIamPermissions(s.ctx, &iampb.TestIamPermissionsRequest{Resource: queue, Permissions: other})
		refused(t, err, "INVALID_ARGUMENT", "Permission storage.objects.get is not valid for this resource.")
	})
}
