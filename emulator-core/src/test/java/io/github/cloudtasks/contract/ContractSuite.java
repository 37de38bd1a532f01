package io.github.cloudtasks.contract;

import org.junit.jupiter.api.Nested;

/** All contract tests. A subclass that registers a {@link ContractExtension} runs them through one driver. */
public abstract class ContractSuite {
    @Nested
    class ResourceNames extends ResourceNamesContract {}

    @Nested
    class ResourceIds extends ResourceIdsContract {}

    @Nested
    class CreatingQueues extends CreatingQueuesContract {}

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
    class LogSampling extends LogSamplingContract {}

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
    class PausingQueues extends PausingQueuesContract {}

    @Nested
    class CreatingTasks extends CreatingTasksContract {}

    @Nested
    class TaskPayloads extends TaskPayloadsContract {}

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
    class BufferingTasks extends BufferingTasksContract {}

    @Nested
    class GettingTasks extends GettingTasksContract {}

    @Nested
    class TaskViews extends TaskViewsContract {}

    @Nested
    class ResponseStatuses extends ResponseStatusesContract {}

    @Nested
    class ListingTasks extends ListingTasksContract {}

    @Nested
    class DeletingTasks extends DeletingTasksContract {}

    @Nested
    class PurgingQueues extends PurgingQueuesContract {}

    @Nested
    class DispatchingTasks extends DispatchingTasksContract {}

    @Nested
    class RetryingTasks extends RetryingTasksContract {}

    @Nested
    class DispatchRates extends DispatchRatesContract {}

    @Nested
    class RunningTasks extends RunningTasksContract {}

    @Nested
    class LeasingTasks extends LeasingTasksContract {}

    @Nested
    class LeaseFilters extends LeaseFiltersContract {}

    @Nested
    class LeaseCallLimit extends LeaseCallLimitContract {}

    @Nested
    class LeaseTokens extends LeaseTokensContract {}

    @Nested
    class ExpiringTasks extends ExpiringTasksContract {}

    @Nested
    class QueueStats extends QueueStatsContract {}

    @Nested
    class IamPolicies extends IamPoliciesContract {}

    @Nested
    class Locations extends LocationsContract {}

    @Nested
    class QueueYaml extends QueueYamlContract {}

    @Nested
    class UploadingQueues extends UploadingQueuesContract {}
}
