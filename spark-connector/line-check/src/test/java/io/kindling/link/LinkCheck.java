package io.kindling.link;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What a JVM would refuse when it links a class: references to classes, methods and fields that are
 * not there, parents that are final or of another kind, methods that nobody implements, and methods
 * that override final ones.
 */
final class LinkCheck {
  private final ClassFiles classes;
  private final Set<String> faults = new TreeSet<>();

  LinkCheck(ClassFiles classes) {
    this.classes = classes;
  }

  /** A line for each fault of the classes seen so far. */
  Set<String> faults() {
    return faults;
  }

  /** Looks at one class file. */
  void check(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    String name = reader.getClassName();
    reader.accept(new References(name), ClassReader.SKIP_FRAMES);
    checkParents(name);
  }

  private void checkParents(String name) {
    ClassFiles.Members own = classes.find(name).orElse(null);
    if (own == null) {
      faults.add(name + ": not on the class path");
      return;
    }
    if (own.parent() != null) {
      classes
          .find(own.parent())
          .ifPresent(
              parent -> {
                if (parent.is(Opcodes.ACC_FINAL) || parent.is(Opcodes.ACC_INTERFACE)) {
                  faults.add(
                      name + " extends " + own.parent() + ", which is final or an interface");
                }
              });
    }
    for (String each : own.interfaces()) {
      classes
          .find(each)
          .ifPresent(
              parent -> {
                if (!parent.is(Opcodes.ACC_INTERFACE)) {
                  faults.add(name + " implements " + each + ", which is a class");
                }
              });
    }
    for (String above = own.parent(); above != null; above = parentOf(above)) {
      checkOverrides(name, own, above);
    }
    if (!own.is(Opcodes.ACC_ABSTRACT) && !own.is(Opcodes.ACC_INTERFACE)) {
      Map<String, String> wanted = new HashMap<>();
      Set<String> there = new TreeSet<>();
      collect(name, wanted, there, new TreeSet<>());
      wanted.forEach(
          (method, from) -> {
            if (!there.contains(method)) {
              faults.add(name + " does not implement " + method + " of " + from);
            }
          });
    }
  }

  private String parentOf(String name) {
    return classes.find(name).map(ClassFiles.Members::parent).orElse(null);
  }

  private void checkOverrides(String name, ClassFiles.Members own, String above) {
    ClassFiles.Members parent = classes.find(above).orElse(null);
    if (parent == null) {
      return; // told as a reference
    }
    own.methods()
        .forEach(
            (method, access) -> {
              int theirs = parent.methods().getOrDefault(method, 0);
              int fixed = Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE;
              if ((theirs & Opcodes.ACC_FINAL) != 0 && ((theirs | access) & fixed) == 0) {
                faults.add(name + " overrides the final method " + above + "." + method);
              }
            });
  }

  /** Methods that are wanted, by who wants them, and those that are there. */
  private void collect(
      String name, Map<String, String> wanted, Set<String> there, Set<String> seen) {
    ClassFiles.Members members = seen.add(name) ? classes.find(name).orElse(null) : null;
    if (members == null) {
      return;
    }
    members
        .methods()
        .forEach(
            (method, access) -> {
              if ((access & Opcodes.ACC_ABSTRACT) != 0) {
                wanted.putIfAbsent(method, name);
              } else if ((access & (Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) == 0) {
                there.add(method);
              }
            });
    if (members.parent() != null) {
      collect(members.parent(), wanted, there, seen);
    }
    for (String each : members.interfaces()) {
      collect(each, wanted, there, seen);
    }
  }

  private final class References extends ClassVisitor {
    private final String where;

    References(String where) {
      super(Opcodes.ASM9);
      this.where = where;
    }

    @Override
    public void visit(
        int version, int access, String name, String signature, String above, String[] interfaces) {
      type(where, above);
      for (String each : interfaces) {
        type(where, each);
      }
    }

    @Override
    public FieldVisitor visitField(
        int access, String name, String descriptor, String signature, Object value) {
      types(where + "." + name, Type.getType(descriptor));
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] thrown) {
      types(where + "." + name, Type.getMethodType(descriptor));
      return new Code(where + "." + name);
    }

    private void types(String at, Type type) {
      if (type.getSort() == Type.METHOD) {
        types(at, type.getReturnType());
        for (Type each : type.getArgumentTypes()) {
          types(at, each);
        }
      } else if (type.getSort() == Type.ARRAY) {
        types(at, type.getElementType());
      } else if (type.getSort() == Type.OBJECT) {
        type(at, type.getInternalName());
      }
    }

    private void type(String at, String name) {
      if (name != null && classes.find(name).isEmpty()) {
        faults.add(at + " uses " + name + ", which is not there");
      }
    }

    private void method(String at, String owner, String name, String descriptor) {
      types(at, Type.getMethodType(descriptor));
      if (owner.startsWith("[")) {
        return; // clone() of an array
      }
      type(at, owner);
      boolean anySignature =
          owner.equals("java/lang/invoke/MethodHandle")
              || owner.equals("java/lang/invoke/VarHandle");
      if (!anySignature
          && classes.find(owner).isPresent()
          && !classes.hasMethod(owner, name + descriptor)
          && !classes.hasMethod("java/lang/Object", name + descriptor)) {
        faults.add(at + " calls " + owner + "." + name + descriptor + ", which is not there");
      }
    }

    private void field(String at, String owner, String name, String descriptor) {
      type(at, owner);
      if (classes.find(owner).isPresent() && !classes.hasField(owner, name + descriptor)) {
        faults.add(at + " reads " + owner + "." + name + ":" + descriptor + ", which is not there");
      }
    }

    /** The instructions of one method. */
    private final class Code extends MethodVisitor {
      private final String at;

      Code(String at) {
        super(Opcodes.ASM9);
        this.at = at;
      }

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean ofInterface) {
        method(at, owner, name, descriptor);
        boolean isInterface =
            classes.find(owner).map(c -> c.is(Opcodes.ACC_INTERFACE)).orElse(ofInterface);
        if (!owner.startsWith("[") && isInterface != ofInterface) {
          faults.add(
              at
                  + " calls "
                  + owner
                  + "."
                  + name
                  + ", a class where it was an interface, or the reverse");
        }
      }

      @Override
      public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        field(at, owner, name, descriptor);
      }

      @Override
      public void visitTypeInsn(int opcode, String name) {
        types(at, Type.getObjectType(name));
      }

      @Override
      public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
        types(at, Type.getType(descriptor));
      }

      @Override
      public void visitTryCatchBlock(Label start, Label end, Label handler, String name) {
        type(at, name);
      }

      @Override
      public void visitLdcInsn(Object value) {
        constant(value);
      }

      @Override
      public void visitInvokeDynamicInsn(
          String name, String descriptor, Handle bootstrap, Object... arguments) {
        types(at, Type.getMethodType(descriptor));
        constant(bootstrap);
        for (Object each : arguments) {
          constant(each);
        }
      }

      private void constant(Object value) {
        if (value instanceof Type type) {
          types(at, type);
        } else if (value instanceof Handle handle && handle.getTag() <= Opcodes.H_PUTSTATIC) {
          field(at, handle.getOwner(), handle.getName(), handle.getDesc());
        } else if (value instanceof Handle handle) {
          method(at, handle.getOwner(), handle.getName(), handle.getDesc());
        } else if (value instanceof ConstantDynamic dynamic) {
          constant(dynamic.getBootstrapMethod());
        }
      }
    }
  }
}
