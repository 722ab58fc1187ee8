# messages

messages-title = Messages
messages-of = Messages, { $project }
messages-conversations = Conversations
messages-none = No messages yet
messages-none-text = Each project has a conversation. Open a project to write the first message.
messages-none-next = To the projects
messages-you = You
messages-earlier = Earlier messages
messages-newest = Newest messages
messages-start = Nothing has been said yet. What you write here is read by { $client } and the studio.
messages-new = New
messages-mark-read = Mark as read
messages-message = Message
messages-write = Write to { $client } and the studio
messages-send = Send
messages-keys = Enter sends, Shift and Enter breaks the line
messages-not-sent = It was not sent. Your text is safe; send it again.
messages-fault-said = This form has already sent a message: “{ $message }”. If yours is another one, send it again; your text is safe.
messages-taken = An earlier version of this message was already sent. If yours is another one, send it again; your text is safe.
messages-arrived = { $name } wrote in { $project }
