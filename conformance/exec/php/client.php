<?php
// The client of PHP, with no options. Without the extension grpc, it uses REST.

require getenv('AUTOLOAD');

use Google\Cloud\Tasks\V2\Client\CloudTasksClient;
use Google\Cloud\Tasks\V2\CreateQueueRequest;
use Google\Cloud\Tasks\V2\CreateTaskRequest;
use Google\Cloud\Tasks\V2\HttpRequest;
use Google\Cloud\Tasks\V2\Queue;
use Google\Cloud\Tasks\V2\Task;

$client = new CloudTasksClient();
$location = CloudTasksClient::locationName(getenv('GOOGLE_CLOUD_PROJECT'), 'us-central1');
$queue = $client->createQueue(CreateQueueRequest::build($location, (new Queue())->setName("$location/queues/q")))->getName();
$request = (new HttpRequest())->setUrl('http://localhost:1/x');
$task = (new Task())->setName("$queue/tasks/a")->setHttpRequest($request);
echo $client->createTask(CreateTaskRequest::build($queue, $task))->getName(), "\n";
