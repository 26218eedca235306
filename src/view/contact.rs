//! How a section is reached.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{MailAddress, PhoneNumber, Plan, Policy, Section};

/// Whom to ask.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ContactView {
    /// The section.
    pub section: String,
    /// Telephone number, with its extension.
    pub phone: Option<String>,
    /// The number that a link dials: without spaces and extension.
    pub phone_link: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Where its counter is.
    pub place: Option<String>,
    /// Its page on the municipality's site.
    pub url: Option<String>,
}

impl ContactView {
    /// How `section` is reached; none where the plan does not say.
    pub(super) fn of_section(section: &Section) -> Option<Self> {
        let Section { phone, email, place, url, .. } = section;
        let is_given = phone.is_some() || email.is_some() || place.is_some() || url.is_some();
        is_given.then(|| Self::new(section, phone.as_ref(), email.as_ref()))
    }

    /// Whom to ask about the whole book.
    pub(super) fn of_book(plan: &Plan) -> Self {
        let (phone, email) = (plan.contact_phone(), plan.contact_email());
        match plan.section(&plan.contact.section) {
            Some(section) => Self::new(section, phone, email),
            None => Self::without_section(&plan.contact.section, phone, email),
        }
    }

    /// The sections responsible for `policy` that the plan says how to reach.
    pub(super) fn of_policy(plan: &Plan, policy: &Policy) -> Vec<Self> {
        let sections = policy.sections.iter().filter_map(|name| plan.section(name));
        sections.filter_map(Self::of_section).collect()
    }

    fn new(section: &Section, phone: Option<&PhoneNumber>, email: Option<&MailAddress>) -> Self {
        Self {
            place: section.place.clone(),
            url: section.url.as_ref().map(ToString::to_string),
            ..Self::without_section(&section.name.value, phone, email)
        }
    }

    fn without_section(
        name: &str,
        phone: Option<&PhoneNumber>,
        email: Option<&MailAddress>,
    ) -> Self {
        Self {
            section: name.to_owned(),
            phone: phone.map(ToString::to_string),
            phone_link: phone.map(PhoneNumber::dialled),
            email: email.map(ToString::to_string),
            place: None,
            url: None,
        }
    }
}
