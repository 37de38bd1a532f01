package io.github.cloudtasks.dispatcher.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.dispatcher.DispatchBuilder;
import io.github.cloudtasks.dispatcher.DispatcherSettings;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.model.AppEngineRouting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unlike")
class AppEngineTargetsTest {

    @ParameterizedTest(name = "service {0} at {1}")
    @CsvSource({
        "'',      /work,       http://localhost:8080/work",
        "default, /work?a=b,   http://localhost:8080/work?a=b",
        "other,   /work,       http://localhost:8080/work",
        "api,     /work?a#b,   https://api.example/prefix/work?a",
        "api,     '',          https://api.example/prefix/",
        "api,     work,        https://api.example/prefix/work",
        "api,     ?a=b,        https://api.example/prefix/?a=b",
        "slash,   /a b,        http://slash.example/v1/a%20b",
        "slash,   //evil.example/x, http://slash.example/v1//evil.example/x",
    })
    void a_request_goes_to_the_service_s_own_address_or_else_to_the_default_one(
            String service, String relativeUri, String url) throws Exception {
        DispatcherSettings settings = DispatcherSettings.DEFAULT
                .withAppEngineUrl("http://localhost:8080")
                .withAppEngineService("api", "https://api.example/prefix")
                .withAppEngineService("slash", "http://slash.example/v1/");
        AppEngineRouting routing = new AppEngineRouting(service, "ignored", "ignored", "ignored.example");
        assertThat(DispatchBuilder.appEngineTargets(settings).url(routing, relativeUri))
                .hasToString(url);
    }

    @Test
    void the_default_service_may_have_an_address_under_its_name() throws Exception {
        DispatcherSettings settings = DispatcherSettings.DEFAULT.withAppEngineService("default", "http://localhost:1");
        assertThat(DispatchBuilder.appEngineTargets(settings).url(AppEngineRouting.DEFAULT, "/"))
                .hasToString("http://localhost:1/");
    }

    @Test
    void without_an_address_the_reason_names_the_flag() {
        AppEngineTargets addresses = DispatchBuilder.appEngineTargets(DispatcherSettings.DEFAULT);
        assertThatThrownBy(() -> addresses.url(AppEngineRouting.DEFAULT, "/"))
                .isInstanceOf(RequestException.class)
                .hasMessage("no address is known for App Engine service \"default\": give one with --app-engine-url");
    }

    @ParameterizedTest
    @CsvSource({"localhost:8080", "ftp://localhost", "http://", "http://localhost:99999"})
    void an_address_that_is_none_is_refused_at_the_start(String url) {
        assertThatThrownBy(() -> DispatchBuilder.appEngineTargets(DispatcherSettings.DEFAULT.withAppEngineUrl(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--app-engine-url " + url + ": the url");
        assertThatThrownBy(() ->
                        DispatchBuilder.appEngineTargets(DispatcherSettings.DEFAULT.withAppEngineService("api", url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--app-engine-service api=" + url + ": the url");
    }
}
