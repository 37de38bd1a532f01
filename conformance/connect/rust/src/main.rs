//! A task of a queue.
// [imports]
use google_cloud_tasks_v2::client::CloudTasks;
// [end]
use google_cloud_tasks_v2::model::{HttpRequest, Queue, Task};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // [client]
    let client = CloudTasks::builder().build().await?;
    // [end]
    let location = "projects/demo/locations/us-central1";
    let queue = Queue::new().set_name(format!("{location}/queues/connect"));
    let queue = client.create_queue().set_parent(location).set_queue(queue).send().await?.name;
    let task = Task::new().set_http_request(HttpRequest::new().set_url("http://localhost:1/x"));
    println!("{}", client.create_task().set_parent(queue).set_task(task).send().await?.name);
    Ok(())
}
