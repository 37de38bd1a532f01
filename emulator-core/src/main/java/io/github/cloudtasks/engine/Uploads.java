package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.CloudTasks.UploadedQueue;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.QueueState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Applies an uploaded queue.yaml (documented, and the cloud CLI's own code). An app lives in one location: the one that all
 * queues of its project are in, or else us-central1 (inferred; the file does not say).
 */
final class Uploads {
  private static final String DEFAULT_LOCATION = "us-central1";
  private static final String DEFAULT_QUEUE = "default";

  private final Queues queues;
  private final QueueRules rules;

  Uploads(Queues queues, QueueRules rules) {
    this.queues = queues;
    this.rules = rules;
  }

  void apply(String appId, Map<String, UploadedQueue> uploaded, boolean resumePaused) {
    String project = ResourceNames.project("projects/" + withoutPartition(appId), Permission.QUEUES_UPDATE);
    LocationName location = locationOf(project);
    Map<QueueName, Queue> checked = new LinkedHashMap<>();
    uploaded.forEach(
        (id, queue) -> {
          ResourceNames.checkQueueId(id);
          QueueName name = new QueueName(location, id);
          checked.put(name, checked(name, queue));
        });
    uploaded.forEach((id, queue) -> put(checked.get(new QueueName(location, id)), queue.paused(), resumePaused));
    disableOthers(location, uploaded);
  }

  private Queue checked(QueueName name, UploadedQueue uploaded) {
    LiveQueue live = queues.find(name);
    if (live == null) {
      queues.checkNotBlocked(name);
      return rules.complete(name, uploaded.settings());
    }
    return rules.changeFromFile(live.record(), uploaded.settings());
  }

  private void put(@Nullable Queue queue, boolean paused, boolean resumePaused) {
    if (queue == null) {
      throw new IllegalStateException("every uploaded queue has been checked");
    }
    LiveQueue live = queues.find(queue.name());
    if (live == null) {
      queues.create(paused ? queue.withState(QueueState.PAUSED) : queue);
      return;
    }
    live.with(
        (present, now) -> {
          QueueState state = present.queue().state();
          present.change(queue.withState(state), now);
          return present.enter(paused ? QueueState.PAUSED : resumePaused ? QueueState.RUNNING : state, now);
        });
  }

  private void disableOthers(LocationName location, Map<String, UploadedQueue> uploaded) {
    for (LiveQueue live : List.copyOf(queues.in(location, ""))) {
      String id = live.record().name().queueId();
      if (!uploaded.containsKey(id) && !id.equals(DEFAULT_QUEUE)) {
        live.unlessClosed((queue, now) -> queue.enter(QueueState.DISABLED, now));
      }
    }
  }

  private LocationName locationOf(String project) {
    List<LocationName> used = new ArrayList<>();
    for (QueueName name : queues.names()) {
      if (name.location().project().equals(project) && !used.contains(name.location())) {
        used.add(name.location());
      }
    }
    return used.size() == 1 ? used.getFirst() : new LocationName(project, DEFAULT_LOCATION);
  }

  /** App Engine writes {@code s~app} for the app {@code app}. */
  private static String withoutPartition(String appId) {
    return appId.length() > 2 && appId.charAt(1) == '~' ? appId.substring(2) : appId;
  }
}
