package io.github.cloudtasks.dispatcher.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.dispatcher.DispatcherSettings;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetRewritesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
      # No port on either side: any port is meant, and kept.
      http://localhost=http://host.docker.internal | http://localhost:3000/x?y=z | http://host.docker.internal:3000/x?y=z
      http://localhost=http://host.docker.internal | http://localhost/x | http://host.docker.internal/x
      http://localhost=http://host.docker.internal | http://localhost | http://host.docker.internal/
      http://localhost=http://host.docker.internal | http://localhost?y | http://host.docker.internal/?y
      http://localhost=http://host.docker.internal | https://localhost/x | https://localhost/x
      https://a.example=http://localhost | https://a.example/x | http://localhost/x
      https://a.example=http://localhost | https://a.example:443/x | http://localhost/x
      https://a.example=http://localhost | https://a.example:80/x | http://localhost:80/x
      # A port on one side, or on both.
      https://api.example.com=http://localhost:3000 | https://api.example.com/x | http://localhost:3000/x
      https://api.example.com=http://localhost:3000 | https://api.example.com:8443/x | http://localhost:3000/x
      http://localhost:8080=http://app:9000 | http://localhost:8080/x | http://app:9000/x
      http://localhost:8080=http://app:9000 | http://localhost:8081/x | http://localhost:8081/x
      http://localhost:8080=http://app:9000 | http://localhost/x | http://localhost/x
      http://localhost:8080=http://app | http://localhost:8080/x | http://app/x
      http://localhost:80=http://app | http://localhost/x | http://app/x
      https://localhost:443=http://app:1 | https://localhost/x | http://app:1/x
      # Paths: whole segments, one in the place of the other.
      http://a/v1=http://b | http://a/v1/x?y=/v1 | http://b/x?y=/v1
      http://a/v1=http://b | http://a/v1 | http://b/
      http://a/v1=http://b | http://a/v1?y | http://b/?y
      http://a/v1/=http://b/ | http://a/v1/ | http://b/
      http://a/v1=http://b | http://a/v10/x | http://a/v10/x
      http://a/v1=http://b | http://a/x/v1 | http://a/x/v1
      http://a/v1=http://b/w/2 | http://a/v1/x | http://b/w/2/x
      http://a=http://b/w | http://a/x | http://b/w/x
      http://a=http://b/w | http://a | http://b/w
      http://a/p=q=http://b | http://a/p=q/x | http://b/x
      # However it is written.
      HTTP://LocalHost=http://b | http://LOCALHOST/x | http://b/x
      http://localhost=http://b | http://localhost./x | http://b/x
      http://[::1]=http://b | http://[0:0:0:0:0:0:0:1]:81/x | http://b:81/x
      http://a=http://[::1] | http://a:81/x | http://[::1]:81/x
      http://bücher.example=http://b | http://xn--bcher-kva.example/x | http://b/x
      # Not fooled.
      https://example.com=http://b | https://example.com.evil/x | https://example.com.evil/x
      https://example.com=http://b | https://evilexample.com/x | https://evilexample.com/x
      https://example.com=http://b | https://example.com@evil/x | https://evil/x
      https://example.com=http://b | https://example.com:443@evil/x | https://evil/x
      https://example.com=http://b | https://evil/https://example.com/x | https://evil/https://example.com/x
      https://example.com=http://b | https://evil/?https://example.com/x | https://evil/?https://example.com/x
      https://example.com=http://b | https://user@example.com/x | http://b/x
      # Any host below one, or any at all.
      https://*.run.app=http://b:1 | https://a.run.app/x | http://b:1/x
      https://*.run.app=http://b:1 | https://a.b.RUN.app/x | http://b:1/x
      https://*.run.app=http://b:1 | https://run.app/x | https://run.app/x
      https://*.run.app=http://b:1 | https://arun.app/x | https://arun.app/x
      https://*.run.app=http://b:1 | https://a.run.app.evil/x | https://a.run.app.evil/x
      https://*=http://b:1 | https://a.example/x | http://b:1/x
      https://*=http://b:1 | http://a.example/x | http://a.example/x
      # The most specific one, whatever comes first.
      http://*=http://b http://*.c.d=http://e http://*.d=http://f | http://a.c.d/x | http://e/x
      http://*=http://b http://*.c.d=http://e http://*.d=http://f | http://a.d/x | http://f/x
      http://*=http://b http://*.c.d=http://e http://*.d=http://f | http://a/x | http://b/x
      http://*.d:81/v1=http://b http://a.d=http://e | http://a.d:81/v1 | http://e:81/v1
      http://a=http://b http://a:81=http://c | http://a:81/x | http://c/x
      http://a/v1/x=http://b http://a:81=http://c | http://a:81/v1/x | http://c/v1/x
      http://a/v1=http://b http://a/v1/x=http://c | http://a/v1/x/y | http://c/y
      http://a/v1=http://b http://a/v1/x=http://c | http://a/v1/y | http://b/y
      # Once only.
      http://a=http://b http://b=http://c | http://a/x | http://b/x
      """)
    void most_specific_rewrite_applies(String rewrites, String url, String called) throws Exception {
        String[] written = rewrites.split(" ");
        assertThat(rewrites(written).apply(TargetUrl.parse(url))).hasToString(called);
        String[] turned = written.clone();
        Collections.reverse(Arrays.asList(turned));
        assertThat(rewrites(turned).apply(TargetUrl.parse(url))).hasToString(called);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
      http://a | it has no =http:// or =https://
      http://a=b | it has no =http:// or =https://
      =http://b | the url "" does not start with http:// or https://
      ftp://a=http://b | the url "ftp://a" does not start with http:// or https://
      http://=http://b | the url has no host
      http://a=http:// | the url has no host
      http://a:x=http://b | the url's port "x" is not a number
      http://a=http://b:65536 | the url's port 65536 is not between 1 and 65535
      http://a?b=http://b | "http://a?b" is more than scheme, host, port and path
      http://a=http://b/#c | "http://b/#c" is more than scheme, host, port and path
      http://u@a=http://b | "http://u@a" is more than scheme, host, port and path
      http://a=http://b/c d | "http://b/c d" is more than scheme, host, port and path
      http://[a]=http://b | the url's host "[a]" is not an IPv6 address
      http://a.*=http://b | a * can only be the first part of the first host, as in https://*.example.com
      http://*a=http://b | a * can only be the first part of the first host, as in https://*.example.com
      http://*.*.a=http://b | a * can only be the first part of the first host, as in https://*.example.com
      http://a=http://*.b | a * can only be the first part of the first host, as in https://*.example.com
      """)
    void invalid_rewrite_is_rejected_with_reason(String text, String reason) {
        assertThatThrownBy(() -> TargetRewrite.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "http://a, http://a, false",
        "http://a, HTTP://A./, false",
        "http://a, https://a, true",
        "http://a, http://a:80, true",
        "http://a:80, http://a:080, false",
        "http://a/b, http://a/b/, false",
        "http://a/b, http://a/c, true",
        "http://*.a, http://a, true",
        "http://*.a, http://*.a, false"
    })
    void second_rewrite_for_same_urls_is_rejected(String first, String second, boolean accepted) {
        DispatcherSettings settings = DispatcherSettings.DEFAULT.withRewrite(new TargetRewrite(first, "http://x"));
        TargetRewrite other = new TargetRewrite(second, "http://y");
        if (accepted) {
            assertThat(settings.withRewrite(other).rewrites()).hasSize(2);
        } else {
            assertThatThrownBy(() -> settings.withRewrite(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("there is another one for " + first);
        }
    }

    @Test
    void invalid_url_is_unchanged_without_rewrites() throws Exception {
        TargetUrl wrong = TargetUrl.parse("http://a:x/");
        assertThat(TargetRewrites.NONE.apply(wrong)).isSameAs(wrong);
    }

    private static TargetRewrites rewrites(String... texts) {
        return new TargetRewrites(Arrays.stream(texts).map(TargetRewrite::parse).toList());
    }
}
