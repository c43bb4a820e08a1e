//! Reading one row of a request: every member is known, of the right type, or a problem.
//!
//! A [`Row`] remembers which members were asked for; what is left over was not expected. That is how amoCRM answers a
//! body that echoes what it has read.

use serde_json::{Map, Value};

use super::problem::Problems;

/// What a row does to a value that may be empty.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change<T> {
    /// Not named: left alone.
    #[default]
    Keep,
    /// Named with null.
    Clear,
    /// Named with a value.
    Set(T),
}

impl<T> Change<T> {
    /// Carries the change out.
    pub(super) fn apply(self, to: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *to = None,
            Self::Set(value) => *to = Some(value),
        }
    }
}

/// The members of one object and where it stands in the row.
pub(super) struct Row<'r> {
    members: Option<&'r Map<String, Value>>,
    /// Path of the object with a trailing dot, or empty.
    path: String,
    known: Vec<&'static str>,
}

impl<'r> Row<'r> {
    /// Begins to read `value`, which must be an object.
    pub(super) fn read(value: &'r Value, path: &str, problems: &mut Problems) -> Self {
        let members = value.as_object();
        if members.is_none() {
            problems.bad_type(path, "array");
        }
        let path = if path.is_empty() { String::new() } else { format!("{path}.") };
        Self { members, path, known: Vec::new() }
    }

    /// The path of one of its members.
    pub(super) fn at(&self, name: &str) -> String {
        format!("{}{name}", self.path)
    }

    /// A member of any type.
    pub(super) fn any(&mut self, name: &'static str) -> Option<&'r Value> {
        self.known.push(name);
        self.members?.get(name)
    }

    /// A text.
    pub(super) fn text(&mut self, name: &'static str, problems: &mut Problems) -> Option<&'r str> {
        let value = self.any(name)?;
        let text = value.as_str();
        if text.is_none() {
            problems.bad_type(&self.at(name), "string");
        }
        text
    }

    /// A whole number.
    pub(super) fn int(&mut self, name: &'static str, problems: &mut Problems) -> Option<i64> {
        let value = self.any(name)?;
        let number = value.as_i64();
        if number.is_none() {
            problems.bad_type(&self.at(name), "int");
        }
        number
    }

    /// A whole number or null.
    pub(super) fn int_or_null(&mut self, name: &'static str, problems: &mut Problems) -> Change<i64> {
        let is_null = self.members.and_then(|members| members.get(name)).is_some_and(Value::is_null);
        if is_null {
            self.known.push(name);
            return Change::Clear;
        }
        self.int(name, problems).map_or(Change::Keep, Change::Set)
    }

    /// An id: a whole number that is not negative.
    pub(super) fn id(&mut self, name: &'static str, problems: &mut Problems) -> Option<u64> {
        let number = self.int(name, problems)?;
        let id = u64::try_from(number).ok();
        if id.is_none() {
            problems.bad_choice(&self.at(name));
        }
        id
    }

    /// A flag.
    pub(super) fn flag(&mut self, name: &'static str, problems: &mut Problems) -> Option<bool> {
        let value = self.any(name)?;
        let flag = value.as_bool();
        if flag.is_none() {
            problems.bad_type(&self.at(name), "bool");
        }
        flag
    }

    /// A list; absent and null are none.
    pub(super) fn list(&mut self, name: &'static str, problems: &mut Problems) -> Option<&'r Vec<Value>> {
        let value = self.any(name).filter(|value| !value.is_null())?;
        let list = value.as_array();
        if list.is_none() {
            problems.bad_type(&self.at(name), "array");
        }
        list
    }

    /// What was never asked for was not expected.
    pub(super) fn finish(self, problems: &mut Problems) {
        for name in self.members.into_iter().flat_map(Map::keys) {
            if !self.known.contains(&name.as_str()) {
                problems.not_expected(&format!("{}{name}", self.path));
            }
        }
    }
}
