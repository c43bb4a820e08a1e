//! The client over a scripted transport: what it sends, what it makes of the answers.

#[cfg(test)]
mod any_bytes;
mod damage;
mod damaged;
#[cfg(test)]
mod oauth;
#[cfg(test)]
mod problems;
#[cfg(test)]
mod reads;
#[cfg(test)]
mod script;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod writes;
