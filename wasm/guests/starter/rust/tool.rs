mod host;
mod json;

/// The input fits inputSchema; what is given has to fit outputSchema. A panic is a failure.
fn run(input: &str) -> String {
    let signs = json::only_text(input);
    host::log(&format!("{} characters", signs.len()));
    let turned: String = signs.iter().rev().filter_map(|sign| char::from_u32(*sign)).collect();
    format!(r#"{{"text":{},"characters":{}}}"#, json::quoted(&turned), signs.len())
}
