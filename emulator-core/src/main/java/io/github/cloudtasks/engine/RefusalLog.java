package io.github.cloudtasks.engine;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Relaxation;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs which flag relaxes a refusal, once for each flag. Thread-safe. */
final class RefusalLog {
    private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);

    private final Set<Relaxation> logged = ConcurrentHashMap.newKeySet();

    void record(ApiException refusal) {
        Relaxation relaxation = refusal.relaxation();
        if (relaxation != null && logged.add(relaxation)) {
            log.info(
                    "A request was rejected: {} The flag {} {}. Later refusals of this kind are not logged.",
                    sentence(refusal.text()),
                    relaxation.flag(),
                    relaxation.effect());
        }
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }
}
