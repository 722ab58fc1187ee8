//! A studio to try the portal with: people, projects, messages and money that tell a story.
