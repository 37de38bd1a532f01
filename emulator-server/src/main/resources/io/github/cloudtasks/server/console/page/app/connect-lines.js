// The lines that point a client at this emulator. docs/connect.md has more about each.

/** Returns the lines for each client at a host and port, such as localhost:8123. */
export function connectLines(host, origin) {
  const [name, port = '80'] = host.split(/:(?=\d+$)/);
  return {
    Python: `import grpc
from google.cloud import tasks_v2
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

channel = grpc.insecure_channel("${host}")
client = tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))`,
    Node: `import { CloudTasksClient } from "@google-cloud/tasks";
import { grpc } from "google-gax";

const client = new CloudTasksClient({
  apiEndpoint: "${name}", port: ${port}, projectId: "demo", sslCreds: grpc.credentials.createInsecure() });`,
    Go: `client, err := cloudtasks.NewClient(ctx,
	option.WithEndpoint("${host}"),
	option.WithoutAuthentication(),
	option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))`,
    Java: `CloudTasksClient client = CloudTasksClient.create(CloudTasksSettings.newBuilder()
    .setCredentialsProvider(NoCredentialsProvider.create())
    .setTransportChannelProvider(CloudTasksSettings.defaultGrpcTransportProviderBuilder()
        .setEndpoint("${host}")
        .setChannelConfigurator(ManagedChannelBuilder::usePlaintext)
        .build())
    .build());`,
    PHP: `$client = new CloudTasksClient([
    "apiEndpoint" => "${host}", "transport" => "grpc", "credentials" => new InsecureCredentialsWrapper(),
    "transportConfig" => ["grpc" => ["stubOpts" => ["credentials" => ChannelCredentials::createInsecure()]]]]);`,
    Ruby: `client = Google::Cloud::Tasks.cloud_tasks do |config|
  config.endpoint = "${host}"
  config.credentials = :this_channel_is_insecure
end`,
    '.NET': `var client = new CloudTasksClientBuilder {
    Endpoint = "${host}", ChannelCredentials = ChannelCredentials.Insecure }.Build();`,
    gcloud: `export CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDTASKS=${origin}/
export CLOUDSDK_AUTH_DISABLE_CREDENTIALS=true CLOUDSDK_CORE_PROJECT=demo
gcloud tasks queues create mail --location us-central1`,
    Terraform: `provider "google" {
  project                     = "demo"
  access_token                = "none"
  cloud_tasks_custom_endpoint = "${origin}/v2/"
}`,
    Firebase: `export CLOUD_TASKS_EMULATOR_HOST=${host}`,
    curl: `curl ${origin}/v2/projects/demo/locations/us-central1/queues \\
  -d '{"name": "projects/demo/locations/us-central1/queues/mail"}'`,
  };
}
