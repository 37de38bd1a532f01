package io.github.cloudtasks.contract;

import org.junit.jupiter.api.Nested;

/** All chapters. A test class that extends this, and is extended with a binding, reads them that way. */
public abstract class Contract {
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
    class PullQueueSettings extends PullQueueSettingsChapter {}

    @Nested
    class QueueTtls extends QueueTtlsChapter {}

    @Nested
    class SamplingRatios extends SamplingRatiosChapter {}

    @Nested
    class HttpTargets extends HttpTargetsChapter {}

    @Nested
    class UpdateMasks extends UpdateMasksChapter {}

    @Nested
    class ReadMasks extends ReadMasksChapter {}

    @Nested
    class QueueFilters extends QueueFiltersChapter {}

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
    class Views extends ViewsChapter {}

    @Nested
    class ResponseStatuses extends ResponseStatusesChapter {}

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
    class Leasing extends LeasingChapter {}

    @Nested
    class LeaseFilters extends LeaseFiltersChapter {}

    @Nested
    class LeaseCalls extends LeaseCallsChapter {}

    @Nested
    class HoldingLeases extends HoldingLeasesChapter {}

    @Nested
    class Expiring extends ExpiringChapter {}

    @Nested
    class Stats extends StatsChapter {}

    @Nested
    class IamPolicies extends IamPoliciesChapter {}

    @Nested
    class Locations extends LocationsChapter {}

    @Nested
    class UploadingYaml extends UploadingYamlChapter {}

    @Nested
    class UploadingQueues extends UploadingQueuesChapter {}
}
