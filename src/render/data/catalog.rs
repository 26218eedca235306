//! Writes the metadata of the open data for catalogues and search engines: DCAT and schema.org as
//! JSON-LD.
//!
//! URLs are absolute if the plan has a site URL, otherwise relative to the file.

use serde_json::{Value, json};

use super::tables::citation;
use super::{DataFile, Dataset, FOLDER};
use crate::model::Plan;
use crate::reading::Reading;

/// The media type of JSON-LD.
pub const MEDIA_TYPE: &str = "application/ld+json";

/// `catalog.jsonld` (DCAT) and `dataset.jsonld` (schema.org) about `files`.
pub(super) fn files(data: &Dataset<'_>, files: &[DataFile]) -> [DataFile; 2] {
    let file = |name: &str, title: &str, value: &Value| {
        let mut bytes = serde_json::to_vec_pretty(value).expect("plain data");
        bytes.push(b'\n');
        DataFile {
            path: format!("{FOLDER}/{name}"),
            title: title.to_owned(),
            description: "データの所在、利用条件及び問合せ先を機械が読むためのもの".to_owned(),
            media_type: MEDIA_TYPE,
            table: None,
            size: bytes.len(),
            bytes,
        }
    };
    [
        file("catalog.jsonld", "カタログ（DCAT）", &dcat(data, files)),
        file("dataset.jsonld", "カタログ（schema.org）", &schema_org(data, files)),
    ]
}

/// The URL of a file, or of the data page for `data/`.
fn url(reading: &Reading<'_>, path: &str) -> String {
    match reading.site() {
        Some(site) => format!("{}/{path}", site.trim_end_matches('/')),
        None => path.strip_prefix("data/").map_or_else(
            || format!("../{path}"),
            |name| if name.is_empty() { "./" } else { name }.to_owned(),
        ),
    }
}

fn description(reading: &Reading<'_>) -> String {
    let plan = reading.plan();
    let has_indicators = reading.book().indicators().next().is_some();
    let title = plan.title();
    let note = if plan.sample {
        "見本であり、数値は実在のものではありません。"
    } else {
        ""
    };
    let policies = plan.levels.policy();
    let evaluated = match (plan.edition.evaluated.is_some(), plan.rates()) {
        (true, true) => "、決算額、評価",
        (true, false) => "、決算額",
        (false, _) => "",
    };
    let figures = if has_indicators {
        format!("事業、予算額{evaluated}及び{}", plan.terms.indicators)
    } else {
        format!("事業及び予算額{evaluated}")
    };
    format!("{note}{title}の{policies}、{figures}のすべての数値です。")
}

/// The first and last day of the fiscal years the edition plans and evaluates.
fn period(plan: &Plan) -> (String, String) {
    let year = plan.edition.year.value;
    let first = plan.edition.evaluated_year().map_or(year, |evaluated| evaluated.min(year));
    (
        format!("{}-04-01", first.western()),
        format!("{}-03-31", plan.edition.last_year().plus(1).western()),
    )
}

/// The media type without its parameters.
fn media_type(file: &DataFile) -> &str {
    file.media_type.split(';').next().unwrap_or(file.media_type)
}

/// The dataset in the vocabulary of schema.org, for search engines.
pub(super) fn schema_org(data: &Dataset<'_>, files: &[DataFile]) -> Value {
    let plan = data.reading.plan();
    let (from, to) = period(plan);
    let downloads = files.iter().map(|file| {
        json!({
            "@type": "DataDownload",
            "name": file.title,
            "description": file.description,
            "encodingFormat": media_type(file),
            "contentUrl": url(&data.reading, &file.path),
            "contentSize": file.size.to_string(),
        })
    });
    json!({
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": format!("{}のデータ", plan.title()),
        "description": description(&data.reading),
        "url": url(&data.reading, "data/"),
        "inLanguage": "ja",
        "isAccessibleForFree": true,
        "license": plan.licence.url,
        "creditText": citation(plan),
        "creator": {
            "@type": "GovernmentOrganization",
            "name": plan.municipality.full_name(),
            "identifier": plan.municipality.code.value,
        },
        "datePublished": plan.edition.date.to_string(),
        "temporalCoverage": format!("{from}/{to}"),
        "spatialCoverage": {
            "@type": "AdministrativeArea",
            "name": plan.municipality.full_name(),
            "identifier": plan.municipality.code.value,
        },
        "version": plan.edition.year.to_string(),
        "distribution": downloads.collect::<Vec<_>>(),
    })
}

/// The DCAT catalogue: a dataset of all tables, and a dataset of each table as a part of it.
fn dcat(data: &Dataset<'_>, files: &[DataFile]) -> Value {
    let plan = data.reading.plan();
    let whole_id = url(&data.reading, "data/");
    let (tables, others): (Vec<_>, Vec<_>) = files.iter().partition(|f| f.table.is_some());
    let mut set = dataset(plan, &whole_id, &format!("{}のデータ", plan.title()));
    set["dct:description"] = json!(description(&data.reading));
    set["dcat:distribution"] =
        others.iter().map(|file| distribution(&data.reading, file)).collect();
    let mut sets = vec![set];
    sets.extend(tables.iter().map(|file| {
        let id = format!("{whole_id}#{}", file.table.map_or("", |table| table.name));
        let mut set = dataset(plan, &id, &format!("{} {}", plan.title(), file.title));
        set["dct:description"] = json!(file.description);
        set["dct:isPartOf"] = json!({ "@id": whole_id });
        set["dcat:distribution"] = json!([distribution(&data.reading, file)]);
        set
    }));
    json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "vcard": "http://www.w3.org/2006/vcard/ns#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@type": "dcat:Catalog",
        "dct:title": format!("{}のオープンデータ", plan.title()),
        "dct:description": description(&data.reading),
        "dct:publisher": publisher(plan),
        "dct:language": "ja",
        "dct:issued": date(&plan.edition.date.to_string()),
        "dct:license": { "@id": plan.licence.url },
        "dcat:dataset": sets,
    })
}

fn publisher(plan: &Plan) -> Value {
    json!({
        "@type": "foaf:Organization",
        "foaf:name": plan.municipality.full_name(),
        "dct:identifier": plan.municipality.code.value,
    })
}

fn date(text: &str) -> Value {
    json!({ "@type": "xsd:date", "@value": text })
}

fn dataset(plan: &Plan, id: &str, title: &str) -> Value {
    let (from, to) = period(plan);
    let mut contact = json!({
        "@type": "vcard:Organization",
        "vcard:fn": format!("{}{}", plan.municipality.full_name(), plan.contact.section.value),
    });
    if let Some(email) = plan.contact_email() {
        contact["vcard:hasEmail"] = json!({ "@id": format!("mailto:{email}") });
    }
    if let Some(phone) = plan.contact_phone() {
        contact["vcard:hasTelephone"] = json!({ "@id": format!("tel:{}", phone.dialled()) });
    }
    json!({
        "@id": id,
        "@type": "dcat:Dataset",
        "dct:title": title,
        "dct:language": "ja",
        "dct:publisher": publisher(plan),
        "dct:issued": date(&plan.edition.date.to_string()),
        "dct:license": { "@id": plan.licence.url },
        "dct:spatial": plan.municipality.full_name(),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": date(&from),
            "dcat:endDate": date(&to),
        },
        "dcat:contactPoint": contact,
        "dcat:version": plan.edition.year.to_string(),
    })
}

fn distribution(reading: &Reading<'_>, file: &DataFile) -> Value {
    let plan = reading.plan();
    json!({
        "@type": "dcat:Distribution",
        "dct:title": file.title,
        "dct:description": file.description,
        "dct:license": { "@id": plan.licence.url },
        "dcat:downloadURL": { "@id": url(reading, &file.path) },
        "dcat:mediaType": format!("https://www.iana.org/assignments/media-types/{}", media_type(file)),
        "dcat:byteSize": file.size,
    })
}
