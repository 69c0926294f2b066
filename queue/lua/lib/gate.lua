-- Nothing is read or matched while the queue is rebuilt, nor for an owner who has not yet told what he knows.
if not generation or generation ~= ARGV[2] then return { 'rebuilding', now, 0, {} } end
