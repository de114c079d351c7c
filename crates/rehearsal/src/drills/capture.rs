//! Writing down what crosses links while a drill runs.

use std::fs::File;
use std::rc::Rc;

use landbridge_network::NetworkError;
use landbridge_runtime::Failure;
use tokio::task::spawn_local;

use crate::hybrid::Inner;

/// Captures that are being written. They stop when this is dropped, whatever ended the drill.
pub(crate) struct Captures {
    inner: Rc<Inner>,
    wires: Vec<String>,
}

impl Captures {
    /// Begins to write the frames of links to files.
    pub(crate) async fn begin(
        inner: &Rc<Inner>,
        files: impl Iterator<Item = (String, File)>,
    ) -> Result<Self, Failure> {
        let mut captures = Self { inner: Rc::clone(inner), wires: Vec::new() };
        for (name, file) in files {
            let link = inner.plan.links.iter().find(|link| link.name == name);
            let wire = &link.ok_or_else(|| format!("there is no line or tunnel {name:?}"))?.wire;
            inner.network.start_capture(wire, file).await?;
            captures.wires.push(wire.clone());
        }
        Ok(captures)
    }

    /// Ends them; the files are whole then.
    pub(crate) async fn end(mut self) -> Result<(), NetworkError> {
        stop(&self.inner, &std::mem::take(&mut self.wires)).await
    }
}

impl Drop for Captures {
    fn drop(&mut self) {
        let (inner, wires) = (Rc::clone(&self.inner), std::mem::take(&mut self.wires));
        if !wires.is_empty() {
            // Whoever asked for the files has gone away.
            spawn_local(async move { drop(stop(&inner, &wires).await) });
        }
    }
}

async fn stop(inner: &Inner, wires: &[String]) -> Result<(), NetworkError> {
    let mut result = Ok(());
    for wire in wires {
        result = result.and(inner.network.stop_capture(wire).await);
    }
    result
}
