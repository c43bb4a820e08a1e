//! The client over a scripted transport: what it sends, what it makes of the answers; and over the sandbox, which reads
//! the same contract a second time.

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
mod sandbox;
#[cfg(test)]
mod script;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod writes;
