package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.ABORTED;
import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static io.github.cloudtasks.model.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.Policy.Binding;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * GetIamPolicy, SetIamPolicy and TestIamPermissions. Policies are stored but never enforced.
 *
 * @see <a
 *     href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues/setIamPolicy">IAM</a>
 */
public abstract class IamPoliciesContract extends ServiceContract {
    private static final Bytes NEVER_SET = Bytes.wrap(new byte[] {0, 0x20, 1});
    private static final String VIEWER = "roles/cloudtasks.viewer";
    private static final String WORKER = "serviceAccount:worker@test.iam.gserviceaccount.com";

    @BeforeEach
    void createQueue() {
        fixture.createQueue("q", QueueBuilder.push());
    }

    @Test
    @Tag("recorded")
    void queue_without_policy_returns_an_empty_policy() {
        assertThat(get()).isEqualTo(new Policy(0, List.of(), NEVER_SET));
    }

    @Test
    @Tag("recorded")
    void policy_is_stored_without_duplicate_roles_and_members() {
        Policy set = set(
                Bytes.EMPTY,
                binding(VIEWER, WORKER, WORKER),
                binding(VIEWER, WORKER),
                binding("roles/cloudtasks.enqueuer"));

        assertThat(set.version()).isEqualTo(1);
        assertThat(set.bindings()).containsExactly(binding(VIEWER, WORKER));
        assertThat(set.etag()).isNotEqualTo(NEVER_SET).isNotEqualTo(Bytes.EMPTY);
        assertThat(get()).isEqualTo(set);
    }

    @Test
    @Tag("recorded")
    void policy_can_be_empty() {
        Policy set = set(Bytes.EMPTY);

        assertThat(set.version()).isEqualTo(1);
        assertThat(set.bindings()).isEmpty();
        assertThat(set.etag()).isNotEqualTo(NEVER_SET);
    }

    @Test
    @Tag("recorded")
    void current_etag_replaces_the_policy() {
        Policy first = set(NEVER_SET, binding(VIEWER, WORKER));

        Policy second = set(first.etag(), binding(VIEWER, "allUsers"));

        assertThat(second.etag()).isNotEqualTo(first.etag());
        assertThat(get()).isEqualTo(second);
    }

    @Test
    @Tag("recorded")
    void stale_etag_is_aborted() {
        Policy present = set(Bytes.EMPTY, binding(VIEWER, WORKER));

        ApiException error = catchRejection(() -> set(NEVER_SET, binding(VIEWER, "allUsers")));

        assertThat(error.code()).isEqualTo(ABORTED);
        assertThat(error.text())
                .startsWith(
                        "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff. "
                                + "The request's ETag '\\000 \\001' did not match the current policy's ETag '")
                .endsWith("'.");
        assertThat(get()).isEqualTo(present);
    }

    @Test
    @Tag("recorded")
    void missing_etag_overwrites_the_policy() {
        set(Bytes.EMPTY, binding(VIEWER, WORKER));

        Policy set = set(Bytes.EMPTY, binding(VIEWER, "allUsers"));

        assertThat(get()).isEqualTo(set);
        assertThat(set.bindings()).containsExactly(binding(VIEWER, "allUsers"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "", "roles/", "organizations/1/viewer"})
    @Tag("recorded")
    void role_must_be_predefined_or_of_an_organization_or_project__rejected(String role) {
        assertRejected(
                INVALID_ARGUMENT,
                "The role name must be in the form \"roles/{role}\", \"organizations/{organization_id}/roles/{role}\", "
                        + "or \"projects/{project_id}/roles/{role}\".",
                () -> set(Bytes.EMPTY, binding(role, WORKER)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"roles/viewer", "organizations/1/roles/viewer", "projects/p/roles/viewer"})
    @Tag("recorded")
    void role_must_be_predefined_or_of_an_organization_or_project__accepted(String role) {
        assertThat(set(Bytes.EMPTY, binding(role, WORKER)).bindings()).containsExactly(binding(role, WORKER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "robot:x@example.com"})
    @Tag("recorded")
    void member_must_have_a_known_type__rejected(String member) {
        assertRejected(
                INVALID_ARGUMENT,
                "The member " + member + " is of an unknown type. Please set a valid type prefix for the member.",
                () -> set(Bytes.EMPTY, binding(VIEWER, member)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "allUsers",
                "allAuthenticatedUsers",
                "user:a@example.com",
                "group:a@example.com",
                "domain:example.com",
                "serviceAccount:a@example.com",
                "deleted:user:a@example.com?uid=1"
            })
    @Tag("documented")
    void member_must_have_a_known_type__accepted(String member) {
        assertThat(set(Bytes.EMPTY, binding(VIEWER, member)).bindings()).containsExactly(binding(VIEWER, member));
    }

    @Test
    @Tag("recorded")
    void conditional_policy_is_rejected() {
        assertRejected(
                INVALID_ARGUMENT,
                "Can't set conditional policy on this resource",
                () -> service.setIamPolicy(
                        fixture.queue("q"),
                        new Policy(3, List.of(new Binding(VIEWER, List.of(WORKER), true)), Bytes.EMPTY)));
    }

    @Test
    @Tag("recorded")
    void policy_version_4_is_rejected() {
        assertRejected(
                INVALID_ARGUMENT,
                "Specified policy version (4) is not supported. For more information, please refer to "
                        + "https://cloud.google.com/iam/help/allow-policies/versions.",
                () -> service.setIamPolicy(fixture.queue("q"), new Policy(4, List.of(), Bytes.EMPTY)));
    }

    /**
     * The comments of {@code google.iam.v1.Policy} have the limit; public reports about other services, the message.
     */
    @Test
    @Tag("documented")
    void policy_size_is_limited__1500_members() {
        set(Bytes.EMPTY, binding(VIEWER, members("user", 1499)), binding("roles/viewer", WORKER));
        Policy present = get();

        assertRejected(
                INVALID_ARGUMENT,
                "The number of members in the policy (1,501) is larger than the maximum allowed size 1,500.",
                () -> set(Bytes.EMPTY, binding(VIEWER, members("user", 1500)), binding("roles/viewer", WORKER)));
        assertThat(get()).isEqualTo(present);
    }

    @Test
    @Tag("documented")
    void policy_size_is_limited__250_groups() {
        set(Bytes.EMPTY, binding(VIEWER, members("group", 250)));

        assertRejected(INVALID_ARGUMENT, () -> set(Bytes.EMPTY, binding(VIEWER, members("group", 251))));
    }

    /** {@code SetIamPolicyRequest} says "a few 10s of KB". */
    @Test
    @Tag("documented")
    void policy_size_is_limited__64_kb() {
        String role = "roles/" + "x".repeat((64 << 10) - 6 - WORKER.length());
        set(Bytes.EMPTY, binding(role, WORKER));

        assertRejected(INVALID_ARGUMENT, () -> set(Bytes.EMPTY, binding(role + "x", WORKER)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    @Tag("documented")
    void requested_policy_version_must_be_0_or_1_or_3__accepted(int version) {
        assertThat(service.getIamPolicy(fixture.queue("q"), version).etag()).isEqualTo(NEVER_SET);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, -1})
    @Tag("documented")
    void requested_policy_version_must_be_0_or_1_or_3__rejected(int version) {
        assertRejected(INVALID_ARGUMENT, () -> service.getIamPolicy(fixture.queue("q"), version));
    }

    @Test
    @Tag("recorded")
    void all_requested_permissions_are_granted_in_sorted_order() {
        assertThat(test(
                        "cloudtasks.tasks.run",
                        "cloudtasks.queues.get",
                        "cloudtasks.tasks.run",
                        "cloudtasks.queues.setIamPolicy"))
                .containsExactly(
                        "cloudtasks.queues.get",
                        "cloudtasks.queues.setIamPolicy",
                        "cloudtasks.tasks.run",
                        "cloudtasks.tasks.run");
    }

    @Test
    @Tag("unlike")
    void policy_does_not_restrict_access() {
        set(Bytes.EMPTY);

        assertThat(test("cloudtasks.queues.delete")).containsExactly("cloudtasks.queues.delete");
    }

    @ParameterizedTest
    @CsvSource({
        "foo, The permission foo is invalid.",
        "cloudtasks.queues., The permission cloudtasks.queues. is invalid.",
        "cloudtasks.*, The permission cloudtasks.* is invalid.",
        "storage.objects.get, Permission storage.objects.get is not valid for this resource.",
        "cloudtasks.queues.create, Permission cloudtasks.queues.create is not valid for this resource."
    })
    @Tag("recorded")
    void invalid_permission_is_rejected__each(String permission, String text) {
        assertRejected(INVALID_ARGUMENT, text, () -> test(permission));
    }

    @Test
    @Tag("recorded")
    void invalid_permission_is_rejected__first_is_reported() {
        assertRejected(
                INVALID_ARGUMENT,
                "Permission storage.objects.get is not valid for this resource.",
                () -> test("cloudtasks.queues.get", "storage.objects.get", "foo"));
    }

    @Test
    @Tag("recorded")
    void at_least_one_permission_must_be_tested() {
        assertRejected(INVALID_ARGUMENT, "At least one permission must be specified.", () -> test());
    }

    @Test
    @Tag("documented")
    void missing_queue_grants_no_permissions_in_v2beta2() {
        assumeTrue(service.dialect().permissionsOfMissingQueueAreEmpty());

        assertThat(service.testIamPermissions(fixture.queue("missing"), List.of("cloudtasks.queues.get")))
                .isEmpty();
    }

    @Test
    @Tag("recorded")
    void missing_queue_is_not_found_in_v2_and_v2beta3() {
        assumeTrue(!service.dialect().permissionsOfMissingQueueAreEmpty());

        assertRejected(
                NOT_FOUND,
                ExpectedErrors.QUEUE_MISSING,
                () -> service.testIamPermissions(fixture.queue("missing"), List.of()));
    }

    @Test
    @Tag("inferred")
    void policy_is_deleted_with_its_queue() {
        useLimits(Limits.DEFAULTS.withQueueNameReuse(Duration.ZERO));
        fixture.createQueue("q", QueueBuilder.push());
        set(Bytes.EMPTY, binding(VIEWER, WORKER));
        service.deleteQueue(fixture.queue("q"));
        fixture.createQueue("q", QueueBuilder.push());

        assertThat(get()).isEqualTo(new Policy(0, List.of(), NEVER_SET));
    }

    private Policy get() {
        return service.getIamPolicy(fixture.queue("q"), 3);
    }

    private Policy set(Bytes etag, Binding... bindings) {
        return service.setIamPolicy(fixture.queue("q"), new Policy(0, List.of(bindings), etag));
    }

    private List<String> test(String... permissions) {
        return service.testIamPermissions(fixture.queue("q"), List.of(permissions));
    }

    private static String[] members(String type, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> type + ":m" + i + "@example.com")
                .toArray(String[]::new);
    }

    private static Binding binding(String role, String... members) {
        return new Binding(role, List.of(members), false);
    }
}
