//! Applications that are the organisation's own, as Microsoft's script for the dedicated hybrid
//! application makes them: registered in the tenant, with a service principal and a permission of
//! Exchange Online to which somebody consented or not.

use super::principal::{Key, Principal};
use super::tenant::{EXCHANGE_ONLINE, Tenant};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// `full_access_as_app` of Exchange Online.
const FULL_ACCESS: Uuid = Uuid::from_u128(0xdc89_0d15_9560_4a4c_9b7f_a736_ec74_ec40);
/// `Mail.Read` of Exchange Online, which nobody needs here.
const MAIL_READ: Uuid = Uuid::from_u128(0x810c_84a8_4a9e_49e6_bf7d_12d1_83f4_0d01);

/// An application of the organisation's own.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationStart {
    /// The application id.
    pub app_id: String,
    /// The name in this tenant.
    pub display_name: String,
    /// The certificates of its keys in DER.
    pub keys: Vec<Vec<u8>>,
    /// Somebody consented to its permission.
    pub consent: bool,
    /// When its client secrets end.
    pub secrets: Vec<Timestamp>,
}

/// An application, as it is kept.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Application {
    id: Uuid,
    start: ApplicationStart,
    keys: Vec<Key>,
}

impl Application {
    pub(crate) fn app_id(&self) -> &str {
        &self.start.app_id
    }

    /// Graph's form of it. The bytes of its keys come back where they are asked for by name.
    pub(crate) fn json(&self, with_bytes: bool) -> Value {
        let secret = |end: &Timestamp| json!({ "keyId": Uuid::new_v4(), "endDateTime": end });
        let keys: Vec<Value> = self.keys.iter().map(|key| key.json(with_bytes)).collect();
        let secrets: Vec<Value> = self.start.secrets.iter().map(secret).collect();
        json!({
            "id": self.id,
            "appId": self.start.app_id,
            "displayName": self.start.display_name,
            "keyCredentials": keys,
            "passwordCredentials": secrets,
        })
    }
}

/// The permissions that an application gives out.
pub(crate) fn roles_of(app_id: &str) -> Value {
    if app_id != EXCHANGE_ONLINE {
        return json!([]);
    }
    let role = |id: Uuid, value: &str| {
        json!({
            "id": id,
            "value": value,
            "displayName": value,
            "description": value,
            "isEnabled": true,
            "origin": "Application",
            "allowedMemberTypes": ["Application"],
        })
    };
    json!([role(MAIL_READ, "Mail.Read"), role(FULL_ACCESS, "full_access_as_app")])
}

impl Tenant {
    /// The application with that id.
    pub(crate) fn application(&self, app_id: &str) -> Option<&Application> {
        self.applications.iter().find(|one| one.app_id().eq_ignore_ascii_case(app_id))
    }

    /// The permissions that somebody consented to for the application of this principal.
    pub(crate) fn assignments(&self, principal: &Principal) -> Vec<Value> {
        let consented = self.application(&principal.app_id).is_some_and(|one| one.start.consent);
        let resource = self.principals.iter().find(|one| one.app_id == EXCHANGE_ONLINE);
        let Some(resource) = resource.filter(|_| consented) else { return Vec::new() };
        let assignment = json!({
            "id": principal.id.to_string(),
            "appRoleId": FULL_ACCESS,
            "principalId": principal.id,
            "principalType": "ServicePrincipal",
            "principalDisplayName": principal.display_name,
            "resourceId": resource.id,
            "resourceDisplayName": resource.display_name,
        });
        vec![assignment]
    }

    /// Makes an application and its service principal. One that is there and is to be another is made
    /// anew; its principal stays.
    pub(crate) fn put_application(&mut self, start: &ApplicationStart) {
        if self.application(&start.app_id).is_some_and(|known| known.start == *start) {
            return;
        }
        self.applications.retain(|one| one.start.app_id != start.app_id);
        let keys = start.keys.iter().filter_map(|der| Key::of(der)).collect();
        self.applications.push(Application { id: Uuid::new_v4(), start: start.clone(), keys });
        if self.principals.iter().all(|one| one.app_id != start.app_id) {
            let name = &start.display_name;
            self.principals.push(Principal::new(&start.app_id, name, vec![]));
        }
    }

    /// Somebody removes every key of a principal behind the back of the program under rehearsal.
    pub(crate) fn clear_keys(&mut self, app_id: &str) {
        let of_it = |one: &&mut Principal| one.app_id == app_id;
        for principal in self.principals.iter_mut().filter(of_it) {
            principal.keys.clear();
        }
    }
}
