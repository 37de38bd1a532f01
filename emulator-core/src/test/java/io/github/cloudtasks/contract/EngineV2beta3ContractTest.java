package io.github.cloudtasks.contract;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.Dialect;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract, read straight to the engine as v2beta3 speaks; what only v2beta2 has is left out. */
@ExtendWith(EngineV2beta3ContractTest.Engine.class)
class EngineV2beta3ContractTest {

  static final class Engine extends Binding {
    @Override
    protected Service connect(CloudTasks engine) {
      return new EngineService(engine.speaking(Dialect.V2BETA3), Dialect.V2BETA3);
    }
  }

  @Nested
  class Names extends NamesChapter {}

  @Nested
  class Ids extends IdsChapter {}

  @Nested
  class Queues extends QueuesChapter {}

  @Nested
  class UpdatingQueues extends UpdatingQueuesChapter {}

  @Nested
  class DeletingQueues extends DeletingQueuesChapter {}

  @Nested
  class QueueSettings extends QueueSettingsChapter {}

  @Nested
  class QueueTtls extends QueueTtlsChapter {}

  @Nested
  class SamplingRatios extends SamplingRatiosChapter {}

  @Nested
  class HttpTargets extends HttpTargetsChapter {}

  @Nested
  class ListingQueues extends ListingQueuesChapter {}

  @Nested
  class QueueStates extends QueueStatesChapter {}

  @Nested
  class CreatingTasks extends CreatingTasksChapter {}

  @Nested
  class Payloads extends PayloadsChapter {}

  @Nested
  class ScheduleTimes extends ScheduleTimesChapter {}

  @Nested
  class TaskHeaders extends TaskHeadersChapter {}

  @Nested
  class TaskTokens extends TaskTokensChapter {}

  @Nested
  class TaskSizes extends TaskSizesChapter {}

  @Nested
  class DispatchDeadlines extends DispatchDeadlinesChapter {}

  @Nested
  class TaskRetryConfigs extends TaskRetryConfigsChapter {}

  @Nested
  class Buffering extends BufferingChapter {}

  @Nested
  class GettingTasks extends GettingTasksChapter {}

  @Nested
  class ListingTasks extends ListingTasksChapter {}

  @Nested
  class DeletingTasks extends DeletingTasksChapter {}

  @Nested
  class Purging extends PurgingChapter {}

  @Nested
  class Dispatching extends DispatchingChapter {}

  @Nested
  class Retrying extends RetryingChapter {}

  @Nested
  class Rates extends RatesChapter {}

  @Nested
  class RunningTasks extends RunningTasksChapter {}

  @Nested
  class Expiring extends ExpiringChapter {}

  @Nested
  class Stats extends StatsChapter {}

  @Nested
  class IamPolicies extends IamPoliciesChapter {}

  @Nested
  class Locations extends LocationsChapter {}
}
