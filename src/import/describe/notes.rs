//! What an importer did not take over, each once, with its file.

use indexmap::IndexSet;

use super::thing::File;

/// One thing that was not taken over.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Note {
    /// The file it stands in.
    pub file: String,
    /// What it is and what became of it.
    pub what: String,
}

/// All of them, in the order they were found.
#[derive(Debug, Default)]
pub(super) struct Notes {
    list: IndexSet<Note>,
}

impl Notes {
    /// Something of `file` is not as it says there, in the words of `what`.
    pub(super) fn tell(&mut self, file: &File, what: impl Into<String>) {
        self.list.insert(Note {
            file: file.path.clone(),
            what: what.into(),
        });
    }

    /// Something of `file` is not understood.
    pub(super) fn unread(&mut self, file: &File, what: impl Into<String>) {
        self.tell(file, format!("{}: not understood, left out", what.into()));
    }

    /// All of them.
    pub(super) fn into_list(self) -> Vec<Note> {
        self.list.into_iter().collect()
    }
}
