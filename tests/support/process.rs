//! `reprint serve` in a process and a folder of its own, and what it writes.

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
    /// Where it runs, its home, and where its temporary files would go.
    folder: PathBuf,
}

/// What it left behind.
pub struct Left {
    /// On standard output, since it served.
    pub lines: Vec<String>,
    pub on_standard_error: String,
    pub files: Vec<PathBuf>,
}

impl Process {
    /// Starts one. It has the key of the portal that tests share, so that sessions of that one hold here.
    pub fn start(variables: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        drop(listener);
        let key = portal().portal.config.secret_key.expose().clone();
        let secret_key = String::from_utf8(key).expect("it was made of text");
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

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it serves; what it said until then.
    pub fn awake(&self) -> Vec<String> {
        let mut said = Vec::new();
        loop {
            said.push(self.lines.recv().expect("it serves in the end"));
            if said.last().is_some_and(|line| line.contains("\"serving\"")) {
                return said;
            }
        }
    }

    /// A browser with nobody signed in.
    pub fn visit(&self, studio: &Studio) -> Client {
        Client::new(self.port, &studio.host)
    }

    /// A browser in which a person of the shared portal is signed in.
    pub fn sign_in(&self, studio: &Studio, person: &Person) -> Client {
        let client = self.visit(studio);
        client.add_cookie(&portal().open_session(studio.id, person.id, person.role));
        client
    }

    /// Tells it to stop, as a platform does, and waits until it has.
    pub fn stop(&mut self) -> ExitStatus {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("kill can be run").success());
        self.child.wait().expect("it ends")
    }

    /// Ends it, where it has not ended.
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

/// Nobody is left behind, whether its test got as far as [`Process::end`] or not.
impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
