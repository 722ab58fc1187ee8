//! The imports of almost every handler: the caller, the database, the request, the response.

pub use actix_web::web::Data;

pub use super::{
    Admin, Before, Button, Confirmation, Confirmed, CreationForm, Fault, Field, Form, Id, ListQuery, Manager,
    Once, PostForm, Query, Staff, Ui, UrlQuery, Visitor, older,
};
pub use reprint_core::{
    access::Viewer,
    db::{Db, Tx},
    error::{AppError, AppResult},
    urls,
};
