//! Which files there are, and how each is drawn.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use resvg::{
    tiny_skia::{Pixmap, PremultipliedColorU8, Transform},
    usvg::{Options, Tree},
};

/// Up to this width `icon-16.svg` is the clearer one.
const SMALL: u32 = 24;
/// Pixels of a tray icon: two for each of its 16 units.
const TRAY: u32 = 32;

/// Names in the folder and what belongs there.
pub(crate) fn draw(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let icon = Icon { large: read(folder, "icon.svg")?, small: read(folder, "icon-16.svg")? };
    let mut set = vec![
        ("32x32.png".to_owned(), png(&icon.at(32)?)?),
        ("128x128.png".to_owned(), png(&icon.at(128)?)?),
        ("128x128@2x.png".to_owned(), png(&icon.at(256)?)?),
        ("icon.png".to_owned(), png(&icon.at(512)?)?),
        ("icon.ico".to_owned(), windows(&icon)?),
        ("icon.icns".to_owned(), macos(&icon)?),
    ];
    for state in ["ok", "syncing", "paused", "attention", "offline", "stopped"] {
        let black = read(folder, &format!("tray/{state}.svg"))?;
        let white = black.replace("#000", "#fff");
        set.push((format!("tray/{state}-light.png"), png(&render(&black, TRAY)?)?));
        set.push((format!("tray/{state}-dark.png"), png(&render(&white, TRAY)?)?));
    }
    Ok(set)
}

/// The program's icon, in its two drawings.
struct Icon {
    large: String,
    small: String,
}

impl Icon {
    fn at(&self, width: u32) -> Result<Pixmap> {
        render(if width <= SMALL { &self.small } else { &self.large }, width)
    }
}

fn windows(icon: &Icon) -> Result<Vec<u8>> {
    let mut folder = ico::IconDir::new(ico::ResourceType::Icon);
    for width in [16, 24, 32, 48, 64, 256] {
        let image = ico::IconImage::from_rgba_data(width, width, straight(&icon.at(width)?));
        folder.add_entry(ico::IconDirEntry::encode(&image)?);
    }
    let mut bytes = Vec::new();
    folder.write(&mut bytes)?;
    Ok(bytes)
}

fn macos(icon: &Icon) -> Result<Vec<u8>> {
    let mut family = icns::IconFamily::new();
    for width in [16, 32, 128, 256, 512, 1024] {
        let pixels = straight(&icon.at(width)?);
        let image = icns::Image::from_data(icns::PixelFormat::RGBA, width, width, pixels)?;
        family.add_icon(&image)?;
    }
    let mut bytes = Vec::new();
    family.write(&mut bytes)?;
    Ok(bytes)
}

fn read(folder: &Path, name: &str) -> Result<String> {
    std::fs::read_to_string(folder.join(name)).with_context(|| format!("cannot read icons/{name}"))
}

fn render(svg: &str, width: u32) -> Result<Pixmap> {
    let tree = Tree::from_str(svg, &Options::default())?;
    let mut pixmap = Pixmap::new(width, width).context("an icon is at least one pixel wide")?;
    let scale = f32::from(u16::try_from(width)?) / tree.size().width();
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    Ok(pixmap)
}

fn png(pixmap: &Pixmap) -> Result<Vec<u8>> {
    pixmap.encode_png().map_err(|error| anyhow!("{error}"))
}

/// The picture's bytes as icon files want them: not multiplied by the alpha.
fn straight(pixmap: &Pixmap) -> Vec<u8> {
    let pixels = pixmap.pixels().iter().map(PremultipliedColorU8::demultiply);
    pixels.flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]).collect()
}
