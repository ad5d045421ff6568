//! Bundles on disk, and the key that signs them. The form is in `docs/reference/bundle.md`.

use crate::error::{Result, StoreError};
use attain_core::hash::hex;
use attain_core::json::Json;
use attain_core::seal::{Bundle, FormError, Hash, Manifest, Slip, read};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;

const MANIFEST: &str = "manifest.json";
const LEAVES: &str = "leaves.jsonl";
const SEAL: &str = "signature.json";

/// A key that signs closes. Whoever has it can sign anything: its file is for its owner only, and
/// belongs into no backup of the records.
pub struct Key(SigningKey);

impl fmt::Debug for Key {
    /// Only the public half.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.public_key())
    }
}

impl Key {
    /// Makes a key file from 32 random bytes, which the caller must have from the system.
    ///
    /// # Errors
    /// If there is such a file already, or it cannot be written.
    pub fn create(path: &Path, secret: [u8; 32]) -> Result<Self> {
        let text = format!("{}\n", Hash(secret));
        write_new(path, text.as_bytes()).map_err(|source| failed(path, source))?;
        sync_folder_of(path)?;
        Ok(Self(SigningKey::from_bytes(&secret)))
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// If others than its owner may read it, or it holds no key.
    pub fn open(path: &Path) -> Result<Self> {
        let mut file = File::open(path).map_err(|source| failed(path, source))?;
        must_be_private(&file, path)?;
        let mut text = String::new();
        file.read_to_string(&mut text)
            .map_err(|source| failed(path, source))?;
        let Ok(Hash(secret)) = text.trim_end().parse() else {
            let what = format!("{} holds no key", path.display());
            return Err(StoreError::Damaged(what));
        };
        Ok(Self(SigningKey::from_bytes(&secret)))
    }

    /// The half that checks signatures, in hexadecimal. Publish it.
    #[must_use]
    pub fn public_key(&self) -> String {
        hex(self.0.verifying_key().as_bytes())
    }

    /// Signs a manifest.
    #[must_use]
    pub fn sign(&self, manifest: &Manifest) -> Seal {
        let signature = self.0.sign(manifest.text().as_bytes());
        Seal {
            public_key: self.public_key(),
            signature: hex(&signature.to_bytes()),
        }
    }
}

/// A signature over a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The key that checks it, in hexadecimal.
    pub public_key: String,
    /// The signature, in hexadecimal.
    pub signature: String,
}

impl Seal {
    /// Whether the key has signed exactly this manifest. Whether it is the company's key is another
    /// question: compare [`Seal::public_key`] with the one that was published.
    #[must_use]
    pub fn is_of(&self, manifest: &Manifest) -> bool {
        let key = unhex::<32>(&self.public_key).map(|bytes| VerifyingKey::from_bytes(&bytes));
        let Some(Ok(key)) = key else { return false };
        let Some(bytes) = unhex::<64>(&self.signature) else {
            return false;
        };
        let signature = Signature::from_bytes(&bytes);
        key.verify_strict(manifest.text().as_bytes(), &signature)
            .is_ok()
    }

    fn fields(&self) -> [(&'static str, Json); 3] {
        [
            ("algorithm", Json::from("ed25519")),
            ("public_key", Json::from(self.public_key.as_str())),
            ("signature", Json::from(self.signature.as_str())),
        ]
    }

    fn text(&self) -> String {
        format!("{}\n", Json::object(self.fields()))
    }

    fn parse(json: &Json) -> std::result::Result<Self, FormError> {
        let text = |name| {
            json.get(name)
                .and_then(Json::as_text)
                .ok_or(FormError::Field(name))
        };
        if text("algorithm")? != "ed25519" {
            return Err(FormError::Field("algorithm"));
        }
        Ok(Self {
            public_key: text("public_key")?.to_owned(),
            signature: text("signature")?.to_owned(),
        })
    }
}

/// Writes a bundle into a new folder. All is synced before the folder has its name, so there is
/// never half a bundle.
///
/// # Errors
/// If the folder is there already, or cannot be written.
pub fn bundle_write(folder: &Path, bundle: &Bundle, seal: &Seal) -> Result<()> {
    if folder.exists() {
        return Err(failed(folder, std::io::ErrorKind::AlreadyExists.into()));
    }
    let mut part = folder.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    if part.exists() {
        // What an interrupted close left.
        fs::remove_dir_all(part).map_err(|source| failed(part, source))?;
    }
    fs::create_dir_all(part).map_err(|source| failed(part, source))?;
    let files = [
        (MANIFEST, format!("{}\n", bundle.manifest.text())),
        (LEAVES, bundle.leaves_text()),
        (SEAL, seal.text()),
    ];
    for (name, text) in files {
        let path = part.join(name);
        write_new(&path, text.as_bytes()).map_err(|source| failed(&path, source))?;
    }
    sync(part)?;
    fs::rename(part, folder).map_err(|source| failed(folder, source))?;
    sync_folder_of(folder)
}

/// Replaces the leaves of a bundle after an identity was erased in it: root and signature stay.
///
/// # Errors
/// If the root would change, or the file cannot be written.
pub fn bundle_rewrite(folder: &Path, bundle: &Bundle) -> Result<()> {
    if !attain_core::seal::check(bundle).is_empty() {
        let what = format!("{}: it would not be the same bundle", folder.display());
        return Err(StoreError::Damaged(what));
    }
    let (path, part) = (folder.join(LEAVES), folder.join("leaves.part"));
    if part.exists() {
        fs::remove_file(&part).map_err(|source| failed(&part, source))?;
    }
    write_new(&part, bundle.leaves_text().as_bytes()).map_err(|source| failed(&part, source))?;
    fs::rename(&part, &path).map_err(|source| failed(&path, source))?;
    sync(folder)
}

/// Reads a bundle. What it says is not checked here: see [`attain_core::seal::check`] and
/// [`Seal::is_of`].
///
/// # Errors
/// If a file is missing, or has not the form of a bundle.
pub fn bundle_read(folder: &Path) -> Result<(Bundle, Seal)> {
    let manifest = read_text(&folder.join(MANIFEST))?;
    let leaves = read_text(&folder.join(LEAVES))?;
    let seal = read_text(&folder.join(SEAL))?;
    let damaged = |what: String| StoreError::Damaged(format!("{}: {what}", folder.display()));
    let line = |text: &str| text.strip_suffix('\n').map(str::to_owned);
    let ends = || damaged("a file does not end with a line".to_owned());
    let manifest = line(&manifest).ok_or_else(ends)?;
    let bundle = read(&manifest, &leaves).map_err(|problem| damaged(problem.to_string()))?;
    let json = Json::parse(&seal).map_err(|error| damaged(error.to_string()))?;
    let read = Seal::parse(&json).map_err(|error| damaged(error.to_string()))?;
    if seal != read.text() {
        return Err(damaged(FormError::NotCanonical.to_string()));
    }
    Ok((bundle, read))
}

/// The text of a slip: what an employee gets beside his statement.
#[must_use]
pub fn slip_text(slip: &Slip, seal: &Seal) -> String {
    let mut json = slip.to_json();
    if let Json::Object(fields) = &mut json {
        fields.extend(seal.fields().map(|(name, value)| (name.to_owned(), value)));
    }
    format!("{json}\n")
}

/// Reads the text of a slip.
///
/// # Errors
/// If it has not the form of one.
pub fn slip_read(text: &str) -> std::result::Result<(Slip, Seal), FormError> {
    let json = Json::parse(text)?;
    let (slip, seal) = (Slip::parse(&json)?, Seal::parse(&json)?);
    // One slip has one text, without anything else in it.
    if slip_text(&slip, &seal) == text {
        Ok((slip, seal))
    } else {
        Err(FormError::NotCanonical)
    }
}

fn failed(path: &Path, source: std::io::Error) -> StoreError {
    StoreError::File {
        path: path.to_owned(),
        source,
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn read_text(path: &Path) -> Result<String> {
    let mut text = String::new();
    let mut file = File::open(path).map_err(|source| failed(path, source))?;
    file.read_to_string(&mut text)
        .map_err(|source| failed(path, source))?;
    Ok(text)
}

fn sync(folder: &Path) -> Result<()> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|source| failed(folder, source))
}

fn sync_folder_of(path: &Path) -> Result<()> {
    match path.parent() {
        Some(folder) if folder != Path::new("") => sync(folder),
        _ => sync(Path::new(".")),
    }
}

#[cfg(unix)]
fn must_be_private(file: &File, path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = file.metadata().map_err(|source| failed(path, source))?;
    match metadata.permissions().mode() & 0o077 {
        0 => Ok(()),
        _ => Err(failed(
            path,
            std::io::Error::other("others may read this key: chmod 600"),
        )),
    }
}

#[cfg(not(unix))]
fn must_be_private(_: &File, _: &Path) -> Result<()> {
    Ok(())
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => byte.checked_sub(b'0'),
        b'a'..=b'f' => byte.checked_sub(b'a')?.checked_add(10),
        _ => None,
    };
    let mut bytes = Vec::new();
    for pair in text.as_bytes().chunks(2) {
        let [high, low] = pair else { return None };
        bytes.push(digit(*high)?.checked_mul(16)?.checked_add(digit(*low)?)?);
    }
    bytes.try_into().ok()
}
