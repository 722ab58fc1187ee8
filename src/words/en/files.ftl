# files
files-title = Files
files-page-title = Files of { $project }
files-empty-title = No files yet
files-empty-text = Artwork, briefs and proofs of this project are kept here, each with its versions.
files-version = Version { $number }
files-version-short = V { $number }
files-download = Download
files-download-name = Download { $name }
files-download-version = Download version { $number } of { $name }
files-downloads = { $count ->
    [0] not downloaded yet
    [one] downloaded once
   *[other] downloaded { $count } times
}
files-add = Add files
files-drop = Choose files, or drop them here
files-add-hint = Up to { $count } at once, { $most } each. A file with a name that is already here becomes its next version.
files-kinds = Which kinds of files can be sent?
files-not-scanned = Files are not scanned for viruses here. Open only what you expect.
files-send = Send
files-upload-waiting = Waiting
files-upload-sent = Received
files-upload-stopped = Stopped
files-upload-failed = It did not arrive. Please try again.
files-upload-stop = Stop
files-said-received = The files have been received.
files-said-deleted = The file is in the trash. It is kept there for a while.
files-received = { $count ->
    [one] The other file has been received.
   *[other] The other { $count } files have been received.
}
files-refused-title = Not everything could be taken
files-none-chosen = No file
files-fault-no-extension = The name has no ending such as .pdf that says what the file is.
files-fault-not-taken = Files ending in .{ $extension } are not taken. In a zip archive they can be sent.
files-fault-not-what-it-says = The content is not that of a .{ $extension } file. Please check the file, or give it the ending that fits.
files-fault-program = This is a program. Programs are not taken.
files-fault-web-page = This is a web page. As a PDF or a picture it can be sent.
files-fault-hybrid = An archive is attached to the end of this file. Please save it again without it.
files-fault-empty = There is nothing in it.
files-fault-too-large = It is larger than { $most }, the most that is taken here.
files-fault-too-many = Only { $most } files are taken at once. Please send this one by itself.
files-delete = Delete
files-delete-question = Delete { $name }?
files-delete-text = All its versions go into the trash, and are kept there for a while.
files-conflict-archived = This project is in the archive. Its files can be read; new ones are not taken.
files-versions = { $count ->
    [one] one version
   *[other] { $count } versions
}
files-trash = Trash
files-trash-page-title = Trash of { $project }
files-trash-back = Back to the files
files-trash-hint = { $count ->
    [one] What was deleted is kept for a day, with all its versions. After that it is removed for good.
   *[other] What was deleted is kept for { $count } days, with all its versions. After that it is removed for good.
}
files-trash-empty = The trash is empty
files-trash-empty-text = Files that are deleted here can be brought back from this page.
files-trash-since = deleted
files-trash-until = kept until
files-restore = Restore
files-restore-name = Restore { $name }
files-said-restored = The file is back, with all its versions.
files-conflict-name = Another file has this name by now. Please delete that one first, or leave this one in the trash.
files-this-upload = This upload
files-fault-together-too-large = Together this is larger than { $most }, the most that is taken at once. Please send the files one by one.
files-fault-broke-off = It broke off before all of it had come. Please send again what is missing.
