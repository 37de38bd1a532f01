package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.spec.Permission;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.Policy.Binding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules for the IAM policies of queues, which are versioned by an etag and not enforced (recorded). */
public final class PolicyRules {
    /** The policy of a new queue. */
    public static final Policy NEVER_SET = new Policy(0, List.of(), Bytes.wrap(new byte[] {0, 0x20, 1}));

    private static final Set<Integer> VERSIONS = Set.of(0, 1, 3);
    private static final Pattern ROLE =
            Pattern.compile("roles/[^/]+|organizations/[^/]+/roles/[^/]+|projects/[^/]+/roles/[^/]+");
    private static final Set<String> EVERYBODY = Set.of("allUsers", "allAuthenticatedUsers");
    private static final Pattern MEMBER = Pattern.compile(
            "(deleted:)?(user|serviceAccount|group|domain|principal|principalSet|projectOwner|projectEditor|projectViewer):.+");

    private PolicyRules() {}

    /**
     * Returns the policy that replaces {@code current}.
     *
     * @param requested its etag is empty, or equals that of {@code current}
     * @throws ApiException ABORTED for another etag, INVALID_ARGUMENT for an invalid policy
     */
    public static Policy replace(Policy current, Policy requested, Instant now) {
        check(requested);
        if (!requested.etag().isEmpty() && !requested.etag().equals(current.etag())) {
            throw stale(requested.etag(), current.etag());
        }
        List<Binding> bindings = merged(requested.bindings());
        checkSize(bindings);
        return new Policy(1, bindings, nextEtag(current.etag(), now));
    }

    /**
     * Returns permissions of queues in sorted order, including duplicates.
     *
     * @throws ApiException INVALID_ARGUMENT for an empty list, and for the first permission that does not apply to
     *     queues
     */
    public static List<String> test(List<String> permissions) {
        if (permissions.isEmpty()) {
            throw ApiException.invalidArgument("At least one permission must be specified.");
        }
        for (String permission : permissions) {
            if (!permission.matches("[^.*]+\\.[^.*]+\\.[^.*]+")) {
                throw ApiException.invalidArgument("The permission " + permission + " is invalid.");
            }
            if (!Permission.appliesToQueues(permission)) {
                throw ApiException.invalidArgument("Permission " + permission + " is not valid for this resource.");
            }
        }
        return permissions.stream().sorted().toList();
    }

    /** Checks a policy version: 0, 1 or 3. */
    public static void checkVersion(int version) {
        if (!VERSIONS.contains(version)) {
            throw ApiException.invalidArgument(
                    ("Specified policy version (%d) is not supported. For more information, please refer to"
                                    + " https://cloud.google.com/iam/help/allow-policies/versions.")
                            .formatted(version));
        }
    }

    private static void check(Policy requested) {
        checkVersion(requested.version());
        for (Binding binding : requested.bindings()) {
            if (binding.conditional()) {
                throw ApiException.invalidArgument("Can't set conditional policy on this resource");
            }
            if (!ROLE.matcher(binding.role()).matches()) {
                throw ApiException.invalidArgument(
                        "The role name must be in the form \"roles/{role}\", \"organizations/{organization_id}/roles/{role}\","
                                + " or \"projects/{project_id}/roles/{role}\".");
            }
            for (String member : binding.members()) {
                if (!EVERYBODY.contains(member) && !MEMBER.matcher(member).matches()) {
                    throw ApiException.invalidArgument("The member " + member
                            + " is of an unknown type. Please set a valid type prefix for the member.");
                }
            }
        }
    }

    /**
     * Checks the documented limits. The message for too many members is that of other services of Google, as quoted in
     * public reports; the other messages follow its pattern (inferred).
     */
    private static void checkSize(List<Binding> bindings) {
        long members = 0;
        long groups = 0;
        long bytes = 0;
        for (Binding binding : bindings) {
            members += binding.members().size();
            bytes += utf8Length(binding.role());
            for (String member : binding.members()) {
                groups += member.startsWith("group:") ? 1 : 0;
                bytes += utf8Length(member);
            }
        }
        checkAtMost(Limits.MAX_POLICY_MEMBERS, members, "The number of members in the policy");
        checkAtMost(Limits.MAX_POLICY_GROUPS, groups, "The number of groups in the policy");
        checkAtMost(Limits.MAX_POLICY_BYTES, bytes, "The number of bytes in the policy");
    }

    private static void checkAtMost(int most, long actual, String what) {
        if (actual > most) {
            throw ApiException.invalidArgument(String.format(
                    Locale.ROOT, "%s (%,d) is larger than the maximum allowed size %,d.", what, actual, most));
        }
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Returns one binding per role, without duplicate members and without roles that have no member. */
    private static List<Binding> merged(List<Binding> bindings) {
        Map<String, Set<String>> members = new LinkedHashMap<>();
        for (Binding binding : bindings) {
            members.computeIfAbsent(binding.role(), role -> new LinkedHashSet<>())
                    .addAll(binding.members());
        }
        List<Binding> merged = new ArrayList<>();
        members.forEach((role, ofRole) -> {
            if (!ofRole.isEmpty()) {
                merged.add(new Binding(role, List.copyOf(ofRole), false));
            }
        });
        return merged;
    }

    /**
     * Returns a new etag: a 7 and the time in microseconds, like those of the service, and greater than the last one.
     */
    private static Bytes nextEtag(Bytes last, Instant now) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        long previous = last.size() == Long.BYTES ? last.asByteBuffer().getLong() : 0;
        long next = Math.max((7L << 56) | micros, previous + 1);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(next).array());
    }

    private static ApiException stale(Bytes requested, Bytes current) {
        return new ApiException(
                Code.ABORTED,
                ("There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff."
                                + " The request's ETag '%s' did not match the current policy's ETag '%s'.")
                        .formatted(escaped(requested), escaped(current)));
    }

    /** Escapes an etag like a C string: printable characters are kept, others are octal (recorded). */
    private static String escaped(Bytes etag) {
        StringBuilder text = new StringBuilder();
        for (byte b : etag.toByteArray()) {
            if (b >= ' ' && b < 0x7f && b != '\\' && b != '\'' && b != '"') {
                text.append((char) b);
            } else if (b == '\\' || b == '\'' || b == '"') {
                text.append('\\').append((char) b);
            } else {
                text.append("\\%03o".formatted(b & 0xff));
            }
        }
        return text.toString();
    }
}
