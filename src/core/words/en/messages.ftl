# messages

messages-title = Messages
messages-conversations = Conversations
messages-general = General
messages-none = No messages yet
messages-none-text = Each project has a conversation, and so has each client. Open one to write the first message.
messages-none-text-client = Write to the studio about anything. Each project also has a conversation of its own.
messages-none-next = View projects
messages-write-studio = Message the studio
messages-you = You
messages-earlier = Earlier messages
messages-newest = Newest messages
messages-start = No messages yet. What you write here can be read by { $client } and the studio.
messages-new = New
messages-mark-read = Mark as read
messages-message = Message
messages-write-client = Write to { $client }
messages-write-here = Write to the studio
messages-send = Send
messages-keys = Enter to send, Shift + Enter for a new line
messages-sending = Sending …
messages-not-sent = Not sent.
messages-again = Send again
messages-edit = Edit
messages-signed-out = You have been signed out. Your text is kept.
messages-sign-in = Sign in to send it
messages-below = New messages below
messages-fault-said = Your last message was sent: “{ $message }”. This one was not: send it again.
messages-archived = Nothing can be written here while the project is archived.
messages-fault-archived = Not sent: this project is archived. Your text is still here; you can send it once the studio has restored the project.
messages-arrived = { $name } wrote in { $place }
messages-turn = message
messages-turn-new = New message from { $sender } about { $about }
messages-turn-new-general = New message from { $sender }
messages-turn-read = { $count ->
    [one] Read
   *[other] Read { $count }
}

rail-messages = Messages
activity-message-sent = { $who } sent a message.
audit-noun-message = Messages
audit-thing-conversation = a conversation
audit-thing-message = a message
