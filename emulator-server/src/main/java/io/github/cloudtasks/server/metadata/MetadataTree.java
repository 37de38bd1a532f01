package io.github.cloudtasks.server.metadata;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.cloudtasks.dispatcher.tokens.InstanceClaims;
import io.github.cloudtasks.dispatcher.tokens.TokenFactory;
import io.github.cloudtasks.rest.routing.QueryParameters;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.credentials.AccessTokens;
import io.github.cloudtasks.server.credentials.LocalAccount;
import io.github.cloudtasks.server.metadata.MetadataNode.Computed;
import io.github.cloudtasks.server.metadata.MetadataNode.Directory;
import io.github.cloudtasks.server.metadata.MetadataNode.Value;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The metadata of the emulator: the project, one service account, and the few facts about a machine. Thread-safe. */
final class MetadataTree {
    private static final String DEFAULT_ACCOUNT = "default";
    private static final String INSTANCE_NAME = "emulator";

    private final LocalAccount account;
    private final TokenFactory tokens;
    private final Instant created = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    /** Created at the first request, because most emulators get none; null before. */
    private @Nullable Directory root;

    MetadataTree(LocalAccount account, TokenFactory tokens) {
        this.account = account;
        this.tokens = tokens;
    }

    /**
     * Returns the entry at a path.
     *
     * @param segments the names from the root to the entry
     * @return null if there is none
     */
    @Nullable
    MetadataNode find(List<String> segments) {
        MetadataNode node = root();
        for (String segment : segments) {
            node = node instanceof Directory directory ? directory.entries().get(segment) : null;
        }
        return node;
    }

    private synchronized Directory root() {
        Directory tree = root;
        if (tree == null) {
            tree = Directory.of(Map.of("computeMetadata", Directory.of(Map.of("v1", v1()))));
            root = tree;
        }
        return tree;
    }

    private Directory v1() {
        return Directory.of(Map.of(
                "project",
                Directory.of(Map.of(
                        "attributes", Directory.of(Map.of()),
                        "project-id", text(account.project()),
                        "numeric-project-id", number(account.projectNumber()))),
                "instance",
                instance(),
                "universe",
                Directory.of(Map.of("universe-domain", text("googleapis.com")))));
    }

    private Directory instance() {
        String place = "projects/" + account.projectNumber();
        MetadataNode serviceAccount = serviceAccount();
        return Directory.of(Map.of(
                "attributes",
                Directory.of(Map.of()),
                "hostname",
                text(INSTANCE_NAME + ".c." + account.project() + ".internal"),
                "id",
                number(instanceId()),
                "name",
                text(INSTANCE_NAME),
                "region",
                text(place + "/regions/" + account.location()),
                "service-accounts",
                Directory.of(Map.of(DEFAULT_ACCOUNT, serviceAccount, account.email(), serviceAccount)),
                "zone",
                text(place + "/zones/" + account.zone())));
    }

    /** The number is large, as that of a real machine, but no client loses digits of it. */
    private long instanceId() {
        return account.projectNumber() * 1000 + 1;
    }

    private Directory serviceAccount() {
        return Directory.of(Map.of(
                "aliases",
                list(DEFAULT_ACCOUNT),
                "email",
                text(account.email()),
                "identity",
                new Computed(this::identity),
                "scopes",
                list(LocalAccount.DEFAULT_SCOPE, "https://www.googleapis.com/auth/userinfo.email"),
                "token",
                new Computed(query -> MetadataResponses.json(AccessTokens.response(account.email())))));
    }

    private RestResponse identity(QueryParameters query) {
        String audience = query.first("audience");
        if (audience == null || audience.isEmpty()) {
            return MetadataResponses.badRequest("non-empty audience parameter required");
        }
        boolean full = "full".equalsIgnoreCase(query.first("format"));
        return MetadataResponses.text(
                full ? tokens.idToken(account.email(), audience, claims()) : tokens.idToken(account.email(), audience));
    }

    private InstanceClaims claims() {
        return new InstanceClaims(
                account.project(), account.projectNumber(), account.zone(), instanceId(), INSTANCE_NAME, created);
    }

    private static Value text(String text) {
        return new Value(JsonNodeFactory.instance.textNode(text));
    }

    private static Value number(long number) {
        return new Value(JsonNodeFactory.instance.numberNode(number));
    }

    private static Value list(String... texts) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (String text : texts) {
            list.add(text);
        }
        return new Value(list);
    }
}
