//! Runs `reprint serve` in a process and a folder of its own, and collects its output.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, channel},
};

use reprint::kernel::secret::Token;

use super::{Client, Person, Studio, cluster::cluster, command::program, portal};

/// A running process.
pub struct Process {
    child: Child,
    pub port: u16,
    lines: Receiver<String>,
    pub secret_key: String,
    /// Its working directory, home, and folder for temporary files.
    folder: PathBuf,
}

/// The output and the files of a process that has ended.
pub struct Left {
    /// The lines on standard output since it began to serve.
    pub lines: Vec<String>,
    pub on_standard_error: String,
    pub files: Vec<PathBuf>,
}

impl Process {
    /// Starts a process with the key of the shared portal, so that sessions of the shared portal are valid in it.
    pub fn start(variables: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        drop(listener);
        let key = portal().portal.config.secret_key.expose().clone();
        let secret_key = String::from_utf8(key).expect("the key is text");
        let folder = std::env::temp_dir().join(format!("reprint-test-{}", Token::random().text()));
        fs::create_dir(&folder).expect("a folder can be made");
        let mut child = Command::new(program())
            .arg("serve")
            .current_dir(&folder)
            .env_clear()
            .env("HOME", &folder)
            .env("TMPDIR", &folder)
            .env("DATABASE_URL", &cluster().app_url)
            .env("SECRET_KEY", &secret_key)
            .env("PUBLIC_URL", format!("http://localhost:{port}"))
            .env("PORT", port.to_string())
            .env("WORK_QUEUE", "false")
            .env("LOG", "debug")
            .env("LOG_FORMAT", "json")
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("reprint can be run");
        let stdout = child.stdout.take().expect("it was piped");
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| tell.send(line))
        });
        Self { child, port, lines, secret_key, folder }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it serves. Returns the lines that it wrote until then.
    pub fn awake(&self) -> Vec<String> {
        let mut said = Vec::new();
        loop {
            said.push(self.lines.recv().expect("it begins to serve"));
            if said.last().is_some_and(|line| line.contains("\"serving\"")) {
                return said;
            }
        }
    }

    /// A browser that is not signed in.
    pub fn visit(&self, studio: &Studio) -> Client {
        Client::new(self.port, &studio.host)
    }

    /// A browser in which a user of the shared portal is signed in.
    pub fn sign_in(&self, studio: &Studio, person: &Person) -> Client {
        let client = self.visit(studio);
        client.add_cookie(&portal().open_session(studio.id, person.id, person.role));
        client
    }

    /// Sends SIGTERM, as hosting platforms do, and waits until the process has ended.
    pub fn stop(&mut self) -> ExitStatus {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("kill can be run").success());
        self.child.wait().expect("it ends")
    }

    /// Kills it if it is still running. Returns its output and files.
    pub fn end(mut self) -> Left {
        self.kill();
        let mut on_standard_error = String::new();
        let mut stderr = self.child.stderr.take().expect("it was piped");
        stderr.read_to_string(&mut on_standard_error).expect("it writes text");
        let files = fs::read_dir(&self.folder).expect("the folder is there").flatten();
        let files = files.map(|entry| entry.path()).collect();
        Left { lines: self.lines.iter().collect(), on_standard_error, files }
    }

    fn kill(&mut self) {
        self.child.kill().expect("it can be ended");
        self.child.wait().expect("it ends");
    }
}

/// Kills the process if its test did not get as far as [`Process::end`].
impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
