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
    void request_goes_to_address_of_service_or_default_address(String service, String relativeUri, String url)
            throws Exception {
        DispatcherSettings settings = DispatchBuilder.NAMED_SETTINGS
                .withAppEngineUrl("http://localhost:8080")
                .withAppEngineService("api", "https://api.example/prefix")
                .withAppEngineService("slash", "http://slash.example/v1/");
        AppEngineRouting routing = new AppEngineRouting(service, "ignored", "ignored", "ignored.example");
        assertThat(DispatchBuilder.appEngineTargets(settings).url(routing, relativeUri))
                .hasToString(url);
    }

    @Test
    void default_service_may_have_an_address_by_name() throws Exception {
        DispatcherSettings settings =
                DispatchBuilder.NAMED_SETTINGS.withAppEngineService("default", "http://localhost:1");
        assertThat(DispatchBuilder.appEngineTargets(settings).url(AppEngineRouting.DEFAULT, "/"))
                .hasToString("http://localhost:1/");
    }

    @Test
    void missing_address_is_reported_with_setting_name() {
        AppEngineTargets addresses = DispatchBuilder.appEngineTargets(DispatchBuilder.NAMED_SETTINGS);
        assertThatThrownBy(() -> addresses.url(AppEngineRouting.DEFAULT, "/"))
                .isInstanceOf(RequestException.class)
                .hasMessage(
                        "App Engine service \"default\" has no address: set --app-engine-service default=URL, or --app-engine-url URL"
                                + " for all services");
    }

    @ParameterizedTest
    @CsvSource({"localhost:8080", "ftp://localhost", "http://", "http://localhost:99999"})
    void invalid_address_is_rejected_at_start(String url) {
        assertThatThrownBy(() -> DispatchBuilder.appEngineTargets(DispatchBuilder.NAMED_SETTINGS.withAppEngineUrl(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--app-engine-url " + url + ": the url");
        assertThatThrownBy(() -> DispatchBuilder.appEngineTargets(
                        DispatchBuilder.NAMED_SETTINGS.withAppEngineService("api", url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--app-engine-service api=" + url + ": the url");
    }
}
