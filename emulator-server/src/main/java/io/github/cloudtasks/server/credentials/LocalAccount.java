package io.github.cloudtasks.server.credentials;

import io.github.cloudtasks.dispatcher.tokens.TokenFactory;
import java.math.BigInteger;

/**
 * The project and the service account that the emulator stands for when a client asks who it is.
 *
 * @param project a project id, such as {@code demo} or {@code example.com:demo}
 * @param location a region, such as {@code us-central1}
 */
public record LocalAccount(String project, String location) {
    /** The project if the settings name none. */
    public static final String DEFAULT_PROJECT = "demo";

    /** The scope of access tokens that are requested without one. */
    public static final String DEFAULT_SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    /** Project numbers of Google have up to 12 digits. */
    private static final long FIRST_PROJECT_NUMBER = 100_000_000_000L;

    public LocalAccount {
        project = project.isEmpty() ? DEFAULT_PROJECT : project;
    }

    /** Returns the address of the service account. */
    public String email() {
        int colon = project.indexOf(':');
        String domain = colon < 0 ? project : project.substring(colon + 1) + "." + project.substring(0, colon);
        return "emulator@" + domain + ".iam.gserviceaccount.com";
    }

    /** Returns the number of the project, which is derived from its id: 12 digits. */
    public long projectNumber() {
        BigInteger digits = new BigInteger(TokenFactory.accountId(project));
        return digits.mod(BigInteger.valueOf(9 * FIRST_PROJECT_NUMBER)).longValue() + FIRST_PROJECT_NUMBER;
    }

    /** Returns the name of a zone in the region. */
    public String zone() {
        return location + "-a";
    }
}
