package io.github.cloudtasks.contract;

import org.junit.jupiter.api.Nested;

/** All chapters. A test class that extends this, and is extended with a binding, reads them that way. */
public abstract class ContractSuite {
    @Nested
    class Names extends ResourceNamesContract {}

    @Nested
    class Ids extends ResourceIdsContract {}

    @Nested
    class Queues extends CreatingQueuesContract {}

    @Nested
    class UpdatingQueues extends UpdatingQueuesContract {}

    @Nested
    class DeletingQueues extends DeletingQueuesContract {}

    @Nested
    class QueueSettings extends QueueSettingsContract {}

    @Nested
    class PullQueueSettings extends PullQueueSettingsContract {}

    @Nested
    class QueueTtls extends QueueTtlsContract {}

    @Nested
    class SamplingRatios extends LogSamplingContract {}

    @Nested
    class HttpTargets extends HttpTargetsContract {}

    @Nested
    class UpdateMasks extends UpdateMasksContract {}

    @Nested
    class ReadMasks extends ReadMasksContract {}

    @Nested
    class QueueFilters extends QueueFiltersContract {}

    @Nested
    class ListingQueues extends ListingQueuesContract {}

    @Nested
    class QueueStates extends PausingQueuesContract {}

    @Nested
    class CreatingTasks extends CreatingTasksContract {}

    @Nested
    class Payloads extends TaskPayloadsContract {}

    @Nested
    class ScheduleTimes extends ScheduleTimesContract {}

    @Nested
    class TaskHeaders extends TaskHeadersContract {}

    @Nested
    class TaskTokens extends TaskTokensContract {}

    @Nested
    class TaskSizes extends TaskSizesContract {}

    @Nested
    class DispatchDeadlines extends DispatchDeadlinesContract {}

    @Nested
    class TaskRetryConfigs extends TaskRetryConfigsContract {}

    @Nested
    class Buffering extends BufferingTasksContract {}

    @Nested
    class GettingTasks extends GettingTasksContract {}

    @Nested
    class Views extends TaskViewsContract {}

    @Nested
    class ResponseStatuses extends ResponseStatusesContract {}

    @Nested
    class ListingTasks extends ListingTasksContract {}

    @Nested
    class DeletingTasks extends DeletingTasksContract {}

    @Nested
    class Purging extends PurgingQueuesContract {}

    @Nested
    class Dispatching extends DispatchingTasksContract {}

    @Nested
    class Retrying extends RetryingTasksContract {}

    @Nested
    class Rates extends DispatchRatesContract {}

    @Nested
    class RunningTasks extends RunningTasksContract {}

    @Nested
    class Leasing extends LeasingTasksContract {}

    @Nested
    class LeaseFilters extends LeaseFiltersContract {}

    @Nested
    class LeaseCalls extends LeaseCallLimitContract {}

    @Nested
    class HoldingLeases extends LeaseTokensContract {}

    @Nested
    class Expiring extends ExpiringTasksContract {}

    @Nested
    class Stats extends QueueStatsContract {}

    @Nested
    class IamPolicies extends IamPoliciesContract {}

    @Nested
    class Locations extends LocationsContract {}

    @Nested
    class UploadingYaml extends QueueYamlContract {}

    @Nested
    class UploadingQueues extends UploadingQueuesContract {}
}
