//! The artifacts of the open data: the files that depend on no page number, and the files about
//! those and about the pages of the PDFs.

use std::io;
use std::sync::{Arc, PoisonError};

use rayon::prelude::*;

use super::assembly::Assembly;
use super::findings::Failure;
use super::inputs::workbook_fingerprint;
use crate::output::Store;
use crate::render::data::{DataFile, DataView, Dataset};

/// Makes the files that depend on no page number, and the list of them: the text files, the
/// workbook, and the files of single policies, which are not listed.
pub(super) fn tables(assembly: &Assembly<'_>) -> Result<(), Failure> {
    let Some(dataset) = &assembly.dataset else { return Ok(()) };
    let store = assembly.store;
    let texts = &mut *assembly.texts.lock().unwrap_or_else(PoisonError::into_inner);
    let mut files = std::mem::take(texts);
    let inputs = workbook_fingerprint(&assembly.publication.book.plan, &files);
    let path = dataset.workbook_path();
    let kept = store.reuse(&path, inputs);
    let workbook = || match kept {
        Some(size) => Ok(dataset.existing_workbook(size)),
        None => dataset.workbook(&store.temp_folder()?),
    };
    let rest = || {
        let of_texts = write(&mut files, store);
        let of_policies = dataset.each_policy_file(|file| store.insert(file.path, file.bytes));
        of_texts.and(of_policies)
    };
    // Compressing the workbook takes one core longer than everything else takes the others.
    let (workbook, rest) = rayon::join(workbook, rest);
    rest?;
    let mut workbook = workbook?;
    if kept.is_none() {
        store.insert(path.clone(), std::mem::take(&mut workbook.bytes))?;
        store.set_inputs(&path, inputs);
    }
    files.push(workbook);
    let _ = assembly.known.tables.set(files);
    Ok(())
}

/// Makes the crosswalk and the catalogue, and what the site shows of the open data.
pub(super) fn catalogue(assembly: &Assembly<'_>) -> Result<(), Failure> {
    let known = &assembly.known;
    let Some(dataset) = &assembly.dataset else { return Ok(()) };
    let (Some(pages), Some(tables)) = (known.pages.get(), known.tables.get()) else {
        return Ok(());
    };
    let size = |path: &str| assembly.store.size(path);
    let volumes = pages.data_volumes(&assembly.publication.route, &size);
    let mut files = dataset.publication(tables.clone(), &volumes);
    let _ = known.data.set(Arc::new(DataView::new(dataset, &files)));
    write(&mut files[tables.len()..], assembly.store)?;
    Ok(())
}

/// What a site that is built without open data shows of the existing ones.
pub(super) fn existing(assembly: &Assembly<'_>) {
    let Some(pages) = assembly.known.pages.get().filter(|_| assembly.has_data) else {
        return;
    };
    let store = assembly.store;
    let dataset = Dataset::new(assembly.publication.reading());
    let size = |path: &str| store.size(path);
    let volumes = pages.data_volumes(&assembly.publication.route, &size);
    let mut files = dataset.texts();
    files.push(dataset.existing_workbook(0));
    let mut existing = dataset.publication(files, &volumes);
    existing.retain(|file| store.has(&file.path));
    for file in &mut existing {
        file.size = store.size(&file.path).unwrap_or_default();
    }
    let _ = assembly.known.data.set(Arc::new(DataView::new(&dataset, &existing)));
}

/// Puts `files` into `store`, and frees their bytes here.
fn write(files: &mut [DataFile], store: &dyn Store) -> io::Result<()> {
    files.par_iter_mut().with_max_len(1).try_for_each(|file| {
        let bytes = std::mem::take(&mut file.bytes);
        store.insert(file.path.clone(), bytes)
    })
}
