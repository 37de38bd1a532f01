//! The official client of Rust, with no options.
use google_cloud_tasks_v2::client::CloudTasks;
use google_cloud_tasks_v2::model::{HttpRequest, Queue, Task};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = CloudTasks::builder().build().await?;
    let location = format!("projects/{}/locations/us-central1", std::env::var("GOOGLE_CLOUD_PROJECT")?);
    let queue = Queue::new().set_name(format!("{location}/queues/q"));
    let queue = client.create_queue().set_parent(&location).set_queue(queue).send().await?.name;
    let task = Task::new()
        .set_name(format!("{queue}/tasks/a"))
        .set_http_request(HttpRequest::new().set_url("http://localhost:1/x"));
    client.create_task().set_parent(&queue).set_task(task).send().await?;
    for task in client.list_tasks().set_parent(&queue).send().await?.tasks {
        println!("{}", task.name);
    }
    Ok(())
}

/// A test run of Rust. The program prints the task.
#[test]
fn task_is_created() {
    main().unwrap();
}
