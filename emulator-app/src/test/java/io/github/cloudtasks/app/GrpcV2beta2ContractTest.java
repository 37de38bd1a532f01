package io.github.cloudtasks.app;

import io.github.cloudtasks.contract.Binding;
import io.github.cloudtasks.contract.CreatingTasksChapter;
import io.github.cloudtasks.contract.DeletingTasksChapter;
import io.github.cloudtasks.contract.DispatchingChapter;
import io.github.cloudtasks.contract.ExpiringChapter;
import io.github.cloudtasks.contract.GettingTasksChapter;
import io.github.cloudtasks.contract.HoldingLeasesChapter;
import io.github.cloudtasks.contract.HttpTargetsChapter;
import io.github.cloudtasks.contract.IamPoliciesChapter;
import io.github.cloudtasks.contract.IdsChapter;
import io.github.cloudtasks.contract.LeasingChapter;
import io.github.cloudtasks.contract.ListingQueuesChapter;
import io.github.cloudtasks.contract.ListingTasksChapter;
import io.github.cloudtasks.contract.LocationsChapter;
import io.github.cloudtasks.contract.NamesChapter;
import io.github.cloudtasks.contract.PurgingChapter;
import io.github.cloudtasks.contract.QueueFiltersChapter;
import io.github.cloudtasks.contract.QueueSettingsChapter;
import io.github.cloudtasks.contract.QueueStatesChapter;
import io.github.cloudtasks.contract.QueuesChapter;
import io.github.cloudtasks.contract.RatesChapter;
import io.github.cloudtasks.contract.ReadMasksChapter;
import io.github.cloudtasks.contract.ResponseStatusesChapter;
import io.github.cloudtasks.contract.RetryingChapter;
import io.github.cloudtasks.contract.RunningTasksChapter;
import io.github.cloudtasks.contract.ScheduleTimesChapter;
import io.github.cloudtasks.contract.Service;
import io.github.cloudtasks.contract.StatsChapter;
import io.github.cloudtasks.contract.TaskHeadersChapter;
import io.github.cloudtasks.contract.TaskSizesChapter;
import io.github.cloudtasks.contract.TaskTokensChapter;
import io.github.cloudtasks.contract.UpdateMasksChapter;
import io.github.cloudtasks.contract.UploadingYamlChapter;
import io.github.cloudtasks.contract.ViewsChapter;
import io.github.cloudtasks.engine.CloudTasks;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract, read over gRPC in v2beta2. */
@ExtendWith(GrpcV2beta2ContractTest.Grpc.class)
class GrpcV2beta2ContractTest {

  static final class Grpc extends Binding {
    @Override
    protected Service connect(CloudTasks engine) throws Exception {
      ContractServer server = ContractServer.open(engine);
      return new GrpcV2beta2Client(server.endpoint(), server::close);
    }
  }

  @Nested
  class Names extends NamesChapter {}

  @Nested
  class Ids extends IdsChapter {}

  @Nested
  class Queues extends QueuesChapter {}

  @Nested
  class QueueSettings extends QueueSettingsChapter {}

  @Nested
  class HttpTargets extends HttpTargetsChapter {}

  @Nested
  class QueueStates extends QueueStatesChapter {}

  @Nested
  class ListingQueues extends ListingQueuesChapter {}

  @Nested
  class CreatingTasks extends CreatingTasksChapter {}

  @Nested
  class ScheduleTimes extends ScheduleTimesChapter {}

  @Nested
  class TaskHeaders extends TaskHeadersChapter {}

  @Nested
  class TaskTokens extends TaskTokensChapter {}

  @Nested
  class TaskSizes extends TaskSizesChapter {}

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
  class Leasing extends LeasingChapter {}

  @Nested
  class HoldingLeases extends HoldingLeasesChapter {}

  @Nested
  class Expiring extends ExpiringChapter {}

  @Nested
  class IamPolicies extends IamPoliciesChapter {}

  @Nested
  class Stats extends StatsChapter {}

  @Nested
  class Locations extends LocationsChapter {}

  @Nested
  class UpdateMasks extends UpdateMasksChapter {}

  @Nested
  class Views extends ViewsChapter {}

  @Nested
  class QueueFilters extends QueueFiltersChapter {}

  @Nested
  class ReadMasks extends ReadMasksChapter {}

  @Nested
  class ResponseStatuses extends ResponseStatusesChapter {}

  @Nested
  class UploadingYaml extends UploadingYamlChapter {}
}
