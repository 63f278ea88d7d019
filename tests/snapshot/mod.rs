//! What is shown, compared with what was kept.

use std::path::Path;

/// Compares `shown` with `tests/<folder>/<name>.snap`; `INSTA_UPDATE=always cargo test` writes it.
pub(crate) fn check(folder: &str, name: &str, shown: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new("..").join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, shown));
}
