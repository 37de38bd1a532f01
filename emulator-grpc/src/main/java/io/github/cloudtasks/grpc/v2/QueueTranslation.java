package io.github.cloudtasks.grpc.v2;

import io.github.cloudtasks.grpc.calls.QueueForm;
import io.github.cloudtasks.grpc.translation.Translation;
import io.github.cloudtasks.grpc.v2beta3.QueueMapping;
import io.github.cloudtasks.model.NewQueue;
import io.github.cloudtasks.model.QueueStats;
import io.github.cloudtasks.proto.v2.AppEngineRouting;
import io.github.cloudtasks.proto.v2.Queue;
import io.github.cloudtasks.proto.v2beta3.AppEngineHttpQueue;
import org.jspecify.annotations.Nullable;

/** Queues, as v2beta3 has them but for the place of the App Engine override. */
final class QueueTranslation implements QueueForm<Queue> {
  private final QueueMapping v2beta3 = new QueueMapping();
  private final Translation<io.github.cloudtasks.proto.v2beta3.Queue, Queue> queues =
      Translation.between(v2beta3.prototype(), Queue.getDefaultInstance());
  private final Translation<io.github.cloudtasks.proto.v2beta3.AppEngineRouting, AppEngineRouting> routings =
      Translation.between(
          io.github.cloudtasks.proto.v2beta3.AppEngineRouting.getDefaultInstance(),
          AppEngineRouting.getDefaultInstance());

  @Override
  public Queue prototype() {
    return Queue.getDefaultInstance();
  }

  @Override
  public String ratePath() {
    return v2beta3.ratePath();
  }

  @Override
  public boolean emptyMaskIsAll() {
    return v2beta3.emptyMaskIsAll();
  }

  @Override
  public Queue toProto(io.github.cloudtasks.model.Queue queue, @Nullable QueueStats stats) {
    io.github.cloudtasks.proto.v2beta3.Queue mapped = v2beta3.toProto(queue, stats);
    Queue translated = queues.there(mapped);
    AppEngineHttpQueue appEngine = mapped.getAppEngineHttpQueue();
    return appEngine.hasAppEngineRoutingOverride()
        ? translated.toBuilder()
            .setAppEngineRoutingOverride(routings.there(appEngine.getAppEngineRoutingOverride()))
            .build()
        : translated;
  }

  @Override
  public NewQueue fromProto(Queue queue) {
    io.github.cloudtasks.proto.v2beta3.Queue translated = queues.back(queue);
    return v2beta3.fromProto(
        queue.hasAppEngineRoutingOverride()
            ? translated.toBuilder()
                .setAppEngineHttpQueue(
                    AppEngineHttpQueue.newBuilder()
                        .setAppEngineRoutingOverride(routings.back(queue.getAppEngineRoutingOverride())))
                .build()
            : translated);
  }
}
