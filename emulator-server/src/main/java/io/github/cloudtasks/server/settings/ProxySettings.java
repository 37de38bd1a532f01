package io.github.cloudtasks.server.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the CONNECT proxy. Immutable.
 *
 * @param isOn whether CONNECT is accepted
 * @param from the machines from which CONNECT is accepted
 * @param otherHosts the treatment of hosts that are not intercepted; null for the default, see {@link #tunnels}
 * @param interceptsTokens whether the hosts that issue tokens are intercepted
 * @param upstream the URL of an HTTP proxy through which other hosts are reached; null for none. It may have
 *     credentials
 * @param authorityDirectory the directory of the CA; null for the default one of the user
 * @param isAuthorityTemporary whether the CA is made anew at each start
 * @param universeDomain the domain of the service, such as {@code googleapis.com}
 */
public record ProxySettings(
        boolean isOn,
        From from,
        @Nullable OtherHosts otherHosts,
        boolean interceptsTokens,
        @Nullable String upstream,
        @Nullable Path authorityDirectory,
        boolean isAuthorityTemporary,
        String universeDomain) {

    /** No proxy. */
    public static final ProxySettings OFF =
            new ProxySettings(false, From.LOOPBACK, null, false, null, null, false, "googleapis.com");

    /** The machines from which CONNECT is accepted. */
    public enum From {
        /** This machine only. */
        LOOPBACK,
        /** Every machine. */
        ANY
    }

    /** The treatment of hosts that are not intercepted. */
    public enum OtherHosts {
        /** Connects the client to the host. */
        TUNNEL,
        /** Refuses the request. */
        REFUSE
    }

    /** Returns whether other hosts are tunnelled: by default only if no other machine can use the proxy. */
    public boolean tunnels() {
        return otherHosts == null ? from == From.LOOPBACK : otherHosts == OtherHosts.TUNNEL;
    }

    /**
     * Returns these settings if they are consistent.
     *
     * @throws UsageException if they are not
     */
    public ProxySettings checked() {
        requireProxy(from != From.LOOPBACK, "--proxy-from");
        requireProxy(otherHosts != null, "--proxy-other-hosts");
        requireProxy(interceptsTokens, "--proxy-tokens");
        requireProxy(upstream != null, "--proxy-upstream");
        if (isAuthorityTemporary && authorityDirectory != null) {
            throw new UsageException("--ephemeral-ca excludes --ca-dir: keep the CA or make it anew at each start.");
        }
        if (upstream != null && !tunnels()) {
            throw new UsageException("--proxy-upstream needs tunnels to other hosts: add --proxy-other-hosts tunnel.");
        }
        return this;
    }

    private void requireProxy(boolean isSet, String flag) {
        if (isSet && !isOn) {
            throw new UsageException(flag + " needs the proxy: add --proxy.");
        }
    }

    public ProxySettings withOn(boolean on) {
        return new ProxySettings(
                on,
                from,
                otherHosts,
                interceptsTokens,
                upstream,
                authorityDirectory,
                isAuthorityTemporary,
                universeDomain);
    }

    public ProxySettings withFrom(From newFrom) {
        return new ProxySettings(
                isOn,
                newFrom,
                otherHosts,
                interceptsTokens,
                upstream,
                authorityDirectory,
                isAuthorityTemporary,
                universeDomain);
    }

    public ProxySettings withOtherHosts(OtherHosts newOtherHosts) {
        return new ProxySettings(
                isOn,
                from,
                newOtherHosts,
                interceptsTokens,
                upstream,
                authorityDirectory,
                isAuthorityTemporary,
                universeDomain);
    }

    public ProxySettings withTokens(boolean on) {
        return new ProxySettings(
                isOn, from, otherHosts, on, upstream, authorityDirectory, isAuthorityTemporary, universeDomain);
    }

    public ProxySettings withUpstream(String url) {
        return new ProxySettings(
                isOn,
                from,
                otherHosts,
                interceptsTokens,
                url,
                authorityDirectory,
                isAuthorityTemporary,
                universeDomain);
    }

    public ProxySettings withAuthorityDirectory(Path directory) {
        return new ProxySettings(
                isOn, from, otherHosts, interceptsTokens, upstream, directory, isAuthorityTemporary, universeDomain);
    }

    public ProxySettings withAuthorityTemporary(boolean on) {
        return new ProxySettings(
                isOn, from, otherHosts, interceptsTokens, upstream, authorityDirectory, on, universeDomain);
    }

    public ProxySettings withUniverseDomain(String domain) {
        return new ProxySettings(
                isOn, from, otherHosts, interceptsTokens, upstream, authorityDirectory, isAuthorityTemporary, domain);
    }

    /** Leaves out the upstream proxy, whose URL may have a password. */
    @Override
    public String toString() {
        return "ProxySettings[isOn=" + isOn + ", from=" + from + "]";
    }
}
