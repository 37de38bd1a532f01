package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Limits;

/**
 * The ids in resource names: their characters and lengths. An id that is valid here exists, unless
 * {@link Limits#strict} limits the locations.
 */
public final class ResourceIds {
    /** Stands for all resources of a collection in some services. No method of Cloud Tasks accepts it (recorded). */
    private static final String WILDCARD = "-";

    private ResourceIds() {}

    /**
     * Returns whether a project can have this id: 1 to 100 letters, digits and the characters {@code : . _ -}, but
     * neither the wildcard {@code -} nor {@code .} nor {@code ..}, which clients remove from URLs. The characters are
     * documented, except the underscore, which is accepted for made-up ids (unlike). The length is inferred.
     */
    public static boolean isProject(String id) {
        return isText(id, ":._-", Limits.MAX_PROJECT_ID_LENGTH) && !id.equals(WILDCARD) && !isDotSegment(id);
    }

    /**
     * Returns whether a location can have this id: 1 to 100 letters, digits, hyphens and underscores, at least one of
     * them a letter or a digit. So the wildcard {@code -} is no id (recorded). The rest is inferred.
     */
    public static boolean isLocation(String id) {
        return isText(id, "_-", Limits.MAX_LOCATION_ID_LENGTH) && id.chars().anyMatch(c -> c != '-' && c != '_');
    }

    /** Returns whether a queue can have this id: 1 to 100 letters, digits and hyphens (recorded). */
    static boolean isQueue(String id) {
        return isText(id, "-", Limits.MAX_QUEUE_ID_LENGTH);
    }

    /** Returns whether a task can have this id: 1 to 500 letters, digits, hyphens and underscores (recorded). */
    static boolean isTask(String id) {
        return isText(id, "_-", Limits.MAX_TASK_ID_LENGTH);
    }

    /**
     * Returns whether an operation can have this id: 1 to 500 letters, digits and the characters {@code . _ ~ : -}, but
     * neither {@code .} nor {@code ..}, which clients remove from URLs (inferred).
     */
    static boolean isOperation(String id) {
        return isText(id, "._~:-", Limits.MAX_OPERATION_ID_LENGTH) && !isDotSegment(id);
    }

    private static boolean isDotSegment(String id) {
        return id.equals(".") || id.equals("..");
    }

    /** Returns whether {@code id} has 1 to {@code maxLength} ASCII letters, digits and characters of {@code others}. */
    private static boolean isText(String id, String others, int maxLength) {
        if (id.isEmpty() || id.length() > maxLength) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && others.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
